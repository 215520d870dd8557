/**
 * Chooses the kind of archive that a harmless run sends, and learns which kinds an operation extracts: after a zip with
 * `a.txt`, a new or read file called `a.txt` shows that zip is extracted. A kind that was extracted is sent again, else one
 * that was not tried yet.
 */
import { baseNameOf } from '../../arena/filePath.ts';
import type { ArchiveKind } from '../../model/archive.ts';
import type { Operation, Parameter } from '../../model/operation.ts';
import { outcomeOf } from '../../model/outcome.ts';
import type { ResolvedArgument } from '../../model/resolvedArgument.ts';
import type { Seen } from '../step/step.ts';
import type { HarmlessListener } from './learner.ts';

/** How well a kind was taken: refused, taken without a trace, extracted. */
export type Taken = 'refused' | 'accepted' | 'extracted';

export interface KindChoice extends HarmlessListener {
  /** The kind to send: one that was extracted, else one not tried yet, else the best so far. */
  readonly kindFor: (operation: Operation, parameter: Parameter) => ArchiveKind;
  readonly known: (operation: Operation, parameter: Parameter) => ReadonlyMap<ArchiveKind, Taken>;
}

const noKinds: ReadonlyMap<ArchiveKind, Taken> = new Map();

export function chooseKinds(): KindChoice {
  const tried = new Map<string, Map<ArchiveKind, Taken>>();
  const known = (operation: Operation, parameter: Parameter): ReadonlyMap<ArchiveKind, Taken> =>
    tried.get(parameterKey(operation, parameter)) ?? noKinds;
  const kindFor = (operation: Operation, { name, archive }: Parameter): ArchiveKind => {
    const kinds: readonly ArchiveKind[] = archive?.kinds ?? ['tar'];
    const seen = tried.get(JSON.stringify([operation.name, name])) ?? noKinds;
    const best = (taken: Taken | undefined) => kinds.find((kind) => seen.get(kind) === taken);
    return best('extracted') ?? best(undefined) ?? best('accepted') ?? kinds[0] ?? 'tar';
  };
  return {
    kindFor,
    known,
    note: ({ operation, arguments: args, seen }) => {
      for (const parameter of operation.parameters) {
        if (parameter.archive === undefined) continue;
        const kind = kindFor(operation, parameter);
        const results = new Map(known(operation, parameter));
        results.set(kind, takenAs(seen, args[parameter.name]));
        tried.set(parameterKey(operation, parameter), results);
      }
    },
  };
}

function parameterKey(operation: Operation, parameter: Parameter): string {
  return JSON.stringify([operation.name, parameter.name]);
}

/** What became of an archive in one step. */
export function takenAs(seen: Seen, argument: ResolvedArgument | undefined): Taken {
  if (extractedPaths(seen, argument).length > 0) return 'extracted';
  const isTaken = outcomeOf(seen.response) === 'accepted' && seen.reached.size > 0;
  return isTaken ? 'accepted' : 'refused';
}

/** Files that were made or used under the base name of a member. */
export function extractedPaths(seen: Seen, argument: ResolvedArgument | undefined): readonly string[] {
  const says = argument !== undefined && 'says' in argument ? (argument.says ?? []) : [];
  const names = new Set(says.map(baseNameOf));
  const made = seen.changes.filter(({ what, directory }) => what === 'created' && !directory);
  return [...made.map(({ path }) => path), ...seen.used].filter((path) => names.has(baseNameOf(path)));
}
