/**
 * Learns which operations keep to the folders that a fixed argument gives them (`{sandbox}/out`): a change by such an operation
 * elsewhere in the sandbox counts as outside. An operation that works elsewhere in harmless runs too is not restricted.
 * Neighbours (`model/neighbours.ts`) are beside these folders, and no harmless run touches them.
 */

import type { FileChange } from '../../model/change.ts';
import { isWithin } from '../../model/isWithin.ts';
import type { SeenAccess } from '../../model/observation.ts';
import type { Operation } from '../../model/operation.ts';
import type { ResolvedArguments } from '../../model/resolvedArgument.ts';

export interface GivenFolders {
  /** Notes what a harmless run touched and changed. */
  readonly note: (operation: Operation, args: ResolvedArguments, seen: StepTouches) => void;
  /** Absolute folders to which the operation keeps; null if it was given none or leaves them. */
  readonly of: (operation: string) => readonly string[] | null;
  /** Absolute neighbours that no harmless run has touched. */
  readonly neighbours: () => readonly string[];
}

export interface StepTouches {
  readonly changes: readonly FileChange[];
  readonly accesses: readonly SeenAccess[];
}

interface FolderUse {
  readonly folders: Set<string>;
  worked: boolean;
  strayed: boolean;
}

/**
 * Of no operation anything is known yet. `roots` are the absolute sandbox roots, without temporary folders;
 * `neighbours` the absolute decoys in them.
 */
export function givenFolders(roots: readonly string[], neighbours: readonly string[]): GivenFolders {
  let untouched = neighbours;
  const known = new Map<string, FolderUse>();
  const isBelowRoot = (path: string): boolean => roots.some((root) => path !== root && isWithin(path, root));
  return {
    note: (operation, args, { changes, accesses }) => {
      untouched = untouched.filter(
        (folder) =>
          !accesses.some(({ resource }) => resource.store === 'file' && isWithin(resource.path, folder)),
      );
      const kept = known.get(operation.name) ?? { folders: new Set(), worked: false, strayed: false };
      known.set(operation.name, kept);
      for (const { name, fixed } of operation.parameters) {
        const argument = args[name];
        if (fixed === true && argument?.kind === 'text' && isBelowRoot(argument.text))
          kept.folders.add(argument.text);
      }
      for (const { path } of changes) {
        if (!isBelowRoot(path)) continue;
        if ([...kept.folders].some((folder) => isWithin(path, folder))) kept.worked = true;
        else if (![...kept.folders].some((folder) => isWithin(folder, path))) kept.strayed = true;
      }
    },
    of: (operation) => {
      const kept = known.get(operation);
      return kept === undefined || kept.strayed || !kept.worked ? null : [...kept.folders];
    },
    neighbours: () => untouched,
  };
}
