/**
 * Learns the endings that a target appends to a name before it reads, deletes, lists or writes the file: `a.txt` sent and
 * `a.txt.part1` read is the ending `.part1`; `{name}.html` and `{name}/index.json` are others. Files in the moat get these
 * endings too, so that a traversal finds something there. Endings that one operation writes are tried with all others, which
 * may only check for them.
 */
import type { Cuts } from '../../model/cuts.ts';
import { limits } from '../../model/limits.ts';
import { endingBehind, namesSent } from '../stage/namedBySent.ts';
import type { Learner } from './learner.ts';

const touchingActions: ReadonlySet<string> = new Set(['read', 'list', 'delete', 'metadata']);
const writing: ReadonlySet<string> = new Set(['create', 'write']);

/**
 * Learns endings of read or looked-up names before those that are only written, the most frequent first, at most
 * `limits.endingsMax`.
 */
export function learnEndings(cuts: Cuts): Learner<readonly string[]> {
  const lookedFor = new Map<string, number>();
  const written = new Map<string, number>();
  return {
    note: ({ operation, arguments: args, seen: { hooks, looked } }) => {
      const names = namesSent(operation, args);
      const pathsOf = (actions: ReadonlySet<string>): string[] =>
        hooks.filter(({ action }) => actions.has(action)).map(({ path }) => path);
      countEndings(lookedFor, [...pathsOf(touchingActions), ...looked.map(({ path }) => path)], names);
      countEndings(written, pathsOf(writing), names);
    },
    result: () => {
      const all = [...new Set([...mostFrequent(lookedFor), ...mostFrequent(written)])];
      // Of a folder and a file in it, the file is what there is to find.
      const last = all.filter((ending) => !all.some((other) => other.startsWith(`${ending}/`)));
      return cuts.first(last, limits.endingsMax, 'endings stand behind names outside', 'all operations');
    },
  };
}

function countEndings(counts: Map<string, number>, paths: readonly string[], names: readonly string[]): void {
  const found = [...new Set(paths)].flatMap((path) =>
    names.flatMap((name) => endingBehind(path, name) ?? []),
  );
  for (const ending of new Set(found)) counts.set(ending, (counts.get(ending) ?? 0) + 1);
}

function mostFrequent(counts: ReadonlyMap<string, number>): readonly string[] {
  return [...counts].sort(([, one], [, other]) => other - one).map(([ending]) => ending);
}
