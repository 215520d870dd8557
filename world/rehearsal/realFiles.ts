/**
 * Learns which parameters name files of the real system that a target reads, and what else lies there that nobody means to serve:
 * where `page` = `about.md` reads `/srv/shop/pages/about.md`, the settings of the shop are `../settings.py`. Reads names of
 * folders alone.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Config } from '../../model/config.ts';
import type { Cuts } from '../../model/cuts.ts';
import { isWithin } from '../../model/isWithin.ts';
import type { RealFiles } from '../../model/knowledge.ts';
import { limits } from '../../model/limits.ts';
import { stringsOf } from '../step/resolve.ts';
import type { Learner } from './learner.ts';

interface RealBase {
  readonly operation: string;
  readonly parameter: string;
  readonly folder: string;
  /** What the target puts behind a name. */
  readonly ending: string;
}

/** Looks at the project once, if a parameter names such a file. */
export function learnRealFiles(target: Config['target'], cuts: Cuts): Learner<readonly RealFiles[]> {
  const bases = new Map<string, RealBase>();
  return {
    note: ({ operation: { name, parameters }, arguments: args, seen: { hooks, systemPaths } }) => {
      const real = new Set(systemPaths);
      const read = hooks.filter(({ action, path }) => action === 'read' && real.has(path));
      if (read.length === 0) return;
      for (const { name: parameter, fixed } of parameters) {
        const sent = fixed === true || args[parameter] === undefined ? [] : stringsOf(args[parameter]);
        for (const base of sent.flatMap((text) => read.flatMap(({ path }) => baseOf(path, text))))
          bases.set(JSON.stringify([name, parameter]), { operation: name, parameter, ...base });
      }
    },
    result: () => {
      if (bases.size === 0) return [];
      const unmeant = unmeantFiles(target, cuts);
      return [...bases.values()].map((base) => ({
        ...{ operation: base.operation, parameter: base.parameter },
        names: cuts.first(
          namesFrom(base, unmeant),
          limits.realFiles.most,
          'files of the project are asked for',
          base.operation,
        ),
      }));
    },
  };
}

/** The folder that a name is below; none for a text that is no more than an extension, or of which a path begins. */
function baseOf(path: string, sent: string): readonly Pick<RealBase, 'folder' | 'ending'>[] {
  const text = sent.replace(/^\/+/, '');
  const at = path.lastIndexOf(`/${text}`);
  const ending = path.slice(at + 1 + text.length);
  const isName = text.length >= fileNameMin && at > 0 && /^(?:\.\w+)?$/.test(ending);
  return isName ? [{ folder: path.slice(0, at), ending }] : [];
}

const fileNameMin = 2;

function namesFrom({ folder, ending }: RealBase, unmeant: readonly string[]): readonly string[] {
  const [, packages = null] = packagesFolder.exec(folder) ?? [];
  const all =
    packages === null
      ? unmeant
      : [...unmeant.filter((path) => isWithin(path, packages)), ...packageNotes(packages)];
  return all
    .filter((path) => path.endsWith(ending))
    .map((path) => relative(folder, path.slice(0, path.length - ending.length)))
    .filter((name) => name.split('/').filter((part) => part === '..').length <= limits.dotdotMax);
}

const packagesFolder = /^(.*\/(?:site|dist)-packages)(?:\/|$)/;

/** What an installer notes of a package: it lies beside all packages and is served by none. */
function packageNotes(packages: string): readonly string[] {
  const [first] = sortedEntries(packages).filter(({ name }) => name.endsWith('.dist-info'));
  const path = first === undefined ? null : join(packages, first.name, 'METADATA');
  return path !== null && existsSync(path) ? [path] : [];
}

/** Settings, environments, databases and private keys of a project, those near its top first. */
function unmeantFiles({ project, settingsModule }: Config['target'], cuts: Cuts): readonly string[] {
  if (project === null) return [];
  const settings = settingsModule === null ? [] : [join(project, ...settingsModule.split('.'))];
  const modules = settings.flatMap((path) => [`${path}.py`, join(path, '__init__.py')]);
  return [...modules.filter((path) => existsSync(path)), ...foundBelow(project, cuts)];
}

const unmeant = /^\.env(?:\.\w+)?$|\.(?:sqlite3?|pem|key|p12|pfx)$|^id_(?:rsa|ecdsa|ed25519)$/i;
/** Folders of what is installed, and of what tools keep. */
const passedOver = /^(?:\..+|node_modules|__pycache__|(?:site|dist)-packages)$/;

function foundBelow(project: string, cuts: Cuts): readonly string[] {
  const found: string[] = [];
  let looked = 0;
  let level: readonly string[] = [project];
  for (let depth = 0; depth < limits.realFiles.depth && level.length > 0; depth += 1) {
    const next: string[] = [];
    for (const folder of level) {
      looked += 1;
      if (looked > limits.realFiles.folders) continue;
      for (const entry of sortedEntries(folder)) {
        const path = join(folder, entry.name);
        if (entry.isFile() && unmeant.test(entry.name)) found.push(path);
        if (entry.isDirectory() && !passedOver.test(entry.name)) next.push(path);
      }
    }
    level = next;
  }
  const what = 'folders of the project are searched for files that nobody means to serve';
  cuts.note(what, project, Math.min(looked, limits.realFiles.folders), looked + level.length);
  return found;
}

function sortedEntries(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((one, other) =>
      one.name < other.name ? -1 : 1,
    );
  } catch {
    return [];
  }
}
