/**
 * Endings that a target puts behind a name before it reads or removes what the name says: `{name}.html`,
 * `{name}/index.json`. What lies in the moat carries them too, or such a target would find nothing there.
 */
import { baseNameOf } from '../arena/filePath.ts';
import { canaryPattern } from '../model/canary.ts';
import { limits } from '../model/limits.ts';
import type { Operation } from '../model/operation.ts';
import type { HookRecord } from '../model/records.ts';
import type { ResolvedArguments } from '../model/target.ts';
import { stringsOf } from './resolve.ts';

export interface Endings {
  /** Takes note of a harmless run. */
  readonly note: (operation: Operation, args: ResolvedArguments, hooks: readonly HookRecord[]) => void;
  /** The most frequent ones first, at most `limits.endingsMax`. */
  readonly all: () => readonly string[];
}

const looking: ReadonlySet<string> = new Set(['read', 'list', 'delete', 'metadata']);

/** Of no target anything is known yet. */
export function learnEndings(): Endings {
  const counts = new Map<string, number>();
  return {
    note: (operation, args, hooks) => {
      const names = namesSent(operation, args);
      const paths = new Set(hooks.filter(({ action }) => looking.has(action)).map(({ path }) => path));
      const found = [...paths].flatMap((path) => names.flatMap((name) => endingOf(path, name) ?? []));
      for (const ending of new Set(found)) counts.set(ending, (counts.get(ending) ?? 0) + 1);
    },
    all: () =>
      [...counts]
        .sort(([, one], [, other]) => other - one)
        .slice(0, limits.endingsMax)
        .map(([ending]) => ending),
  };
}

/** Whether a path is a file that is named by what was sent: by all of it, an extension aside. */
export function isNamedBySent(path: string, operation: Operation, args: ResolvedArguments): boolean {
  const file = baseNameOf(path);
  const stem = /^(.+)\.[^.]*$/.exec(file)?.[1] ?? file;
  return !codeFile.test(file) && namesSent(operation, args).some((name) => name === file || name === stem);
}

const codeFile = /\.(?:py|pyc|pyd|so)$/;

/** Last components of the texts that an attacker would choose. */
function namesSent({ parameters }: Operation, args: ResolvedArguments): string[] {
  const chosen = parameters.filter(({ fixed }) => fixed !== true);
  const texts = chosen.flatMap(({ name }) => (args[name] === undefined ? [] : stringsOf(args[name])));
  const names = texts.map(baseNameOf);
  return [...new Set(names)].filter((name) => name.length >= 2 && name.length <= limits.endingCharactersMax);
}

/** What stands behind the name at the end of the path; null where nothing does, or what differs from run to run. */
function endingOf(path: string, name: string): string | null {
  const start = path.lastIndexOf(`/${name}`) + 1;
  const ending = start === 0 ? '' : path.slice(start + name.length);
  const isConstant =
    ending !== '' && !ending.match(canaryPattern) && ending.length <= limits.endingCharactersMax;
  return isConstant && (ending.match(/\//g) ?? []).length <= 1 && form.test(ending) ? ending : null;
}

/** An extension, or a file in the folder of that name. */
const form = /^(?:[.][\w.-]+|\/[\w.-]+)$/;
