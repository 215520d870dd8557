/**
 * Learns what harmless runs do at the edges of the sandbox: real paths that they read (`/usr/share/zoneinfo/UTC`), fixed
 * folders that they keep to, places outside the arena to which they would write. A case that does the same there does nothing
 * new.
 */
import type { Arena } from '../../arena/arena.ts';
import type { Operation } from '../../model/operation.ts';
import type { ResolvedArguments } from '../../model/resolvedArgument.ts';
import type { Seen } from '../step/step.ts';
import { type ForgottenFolders, forgottenFolders } from './forgotten.ts';
import { type GivenFolders, givenFolders } from './given.ts';

export interface Habits {
  readonly isUsual: (path: string) => boolean;
  readonly given: Pick<GivenFolders, 'of' | 'neighbours'>;
  readonly forgotten: Pick<ForgottenFolders, 'covers' | 'notes'>;
  /** Notes a harmless run. */
  readonly learn: (operation: Operation, args: ResolvedArguments, seen: Seen) => void;
}

export function learnHabits(arena: Arena): Habits {
  const usual = new Set<string>();
  const forgotten = forgottenFolders();
  const given = givenFolders([...arena.roots.values()], arena.neighbours);
  return {
    isUsual: (path) => usual.has(path),
    given,
    forgotten,
    learn: (operation, args, seen) => {
      given.note(operation, args, seen);
      forgotten.note(operation.name, seen.hooks);
      for (const path of seen.systemPaths) usual.add(path);
      for (const { what, path, leadsTo } of seen.changes)
        if (what !== 'created' || leadsTo !== null) usual.add(leadsTo ?? path);
    },
  };
}
