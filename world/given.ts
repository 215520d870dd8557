/**
 * Folders that operations are given by a fixed argument (`{sandbox}/out`) and that their harmless runs keep to: what
 * such an operation changes elsewhere in the sandbox, nobody asked of it. One that works elsewhere too is left alone.
 */
import { isWithin } from '../arena/filePath.ts';
import type { FileChange } from '../model/change.ts';
import type { Operation } from '../model/operation.ts';
import type { ResolvedArguments } from '../model/target.ts';

export interface GivenFolders {
  /** Takes note of what a harmless run changed. */
  readonly note: (operation: Operation, args: ResolvedArguments, changes: readonly FileChange[]) => void;
  /** Absolute folders that the operation keeps to; null where it was given none or does not. */
  readonly of: (operation: string) => readonly string[] | null;
}

interface Kept {
  readonly folders: Set<string>;
  worked: boolean;
  strayed: boolean;
}

/** Of no operation anything is known yet. `roots` are the absolute sandbox roots, without temporary folders. */
export function givenFolders(roots: readonly string[]): GivenFolders {
  const known = new Map<string, Kept>();
  const isBelowRoot = (path: string): boolean => roots.some((root) => path !== root && isWithin(path, root));
  return {
    note: (operation, args, changes) => {
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
  };
}
