/**
 * Endings that a target puts behind a name before it reads, removes, looks at or writes what the name says: `{name}.html`,
 * `{name}/index.json`, `{name}.part1`. What lies in the moat carries them too, or such a target would find nothing there; what
 * one operation writes, another one may only look at.
 */
import { baseNameOf } from '../arena/filePath.ts';
import { canaryPattern } from '../model/canary.ts';
import type { Cuts } from '../model/cuts.ts';
import { limits } from '../model/limits.ts';
import type { Operation } from '../model/operation.ts';
import type { ResolvedArguments } from '../model/target.ts';
import { stringsOf } from './resolve.ts';
import type { Seen } from './step.ts';

export interface Endings {
  /** Takes note of a harmless run. */
  readonly note: (
    operation: Operation,
    args: ResolvedArguments,
    seen: Pick<Seen, 'hooks' | 'looked'>,
  ) => void;
  /** What is read or looked at before what is written alone, each with the most frequent ones first, at most `limits.endingsMax`. */
  readonly all: () => readonly string[];
}

const looking: ReadonlySet<string> = new Set(['read', 'list', 'delete', 'metadata']);
const writing: ReadonlySet<string> = new Set(['create', 'write']);

/** Of no target anything is known yet. */
export function learnEndings(cuts: Cuts): Endings {
  const lookedFor = new Map<string, number>();
  const written = new Map<string, number>();
  return {
    note: (operation, args, { hooks, looked }) => {
      const names = namesSent(operation, args);
      const pathsOf = (actions: ReadonlySet<string>): string[] =>
        hooks.filter(({ action }) => actions.has(action)).map(({ path }) => path);
      count(lookedFor, [...pathsOf(looking), ...looked.map(({ path }) => path)], names);
      count(written, pathsOf(writing), names);
    },
    all: () => {
      const all = [...new Set([...mostFrequent(lookedFor), ...mostFrequent(written)])];
      // Of a folder and a file in it, the file is what there is to find.
      const last = all.filter((ending) => !all.some((other) => other.startsWith(`${ending}/`)));
      return cuts.first(last, limits.endingsMax, 'endings stand behind names outside', 'all operations');
    },
  };
}

function count(counts: Map<string, number>, paths: readonly string[], names: readonly string[]): void {
  const found = [...new Set(paths)].flatMap((path) => names.flatMap((name) => endingOf(path, name) ?? []));
  for (const ending of new Set(found)) counts.set(ending, (counts.get(ending) ?? 0) + 1);
}

function mostFrequent(counts: ReadonlyMap<string, number>): readonly string[] {
  return [...counts].sort(([, one], [, other]) => other - one).map(([ending]) => ending);
}

/** Whether a path is a file that is named by what was sent: by all of it, an extension or an ending aside. */
export function isNamedBySent(path: string, operation: Operation, args: ResolvedArguments): boolean {
  const file = baseNameOf(path);
  const stem = /^(.+)\.[^.]*$/.exec(file)?.[1] ?? file;
  const isNamed = (name: string): boolean => name === file || name === stem || endingOf(path, name) !== null;
  return !codeFile.test(file) && namesSent(operation, args).some(isNamed);
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
  return isConstant && form.test(ending) ? ending : null;
}

/** An extension or the like, a file in the folder of that name, or in a folder with an extension: `.d/info.json`. */
const form = /^(?:[._~-][\w.~-]*|(?:[._~-][\w.~-]*)?\/[\w.-]+)$/;

/** Names with their endings left away, because who asks for `{name}.part1` sends the name alone. */
export function withoutEndings(names: readonly string[], endings: readonly string[]): readonly string[] {
  const bare = names.flatMap((name) =>
    endings.flatMap((ending) => (name.endsWith(ending) ? [name.slice(0, -ending.length)] : [])),
  );
  return [...new Set([...names, ...bare])];
}
