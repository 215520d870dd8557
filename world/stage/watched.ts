/**
 * A part of the disk with its sealed state and what has changed in it since: compared as a whole or at some places, and put back.
 */
import { comparePlaces } from '../../arena/comparePlaces.ts';
import { release } from '../../arena/release.ts';
import { restoreTree } from '../../arena/restoreTree.ts';
import { compareTree, type Tree, type TreeChange } from '../../arena/tree.ts';
import { messageOf, TargetLostError } from '../../model/errors.ts';
import { isWithin } from '../../model/isWithin.ts';
import { sinceThen } from './diskChanges.ts';

export interface Watched {
  readonly top: string;
  /** Folders whose content belongs to others. */
  readonly closed: ReadonlySet<string>;
  tree: Tree;
  changes: readonly TreeChange[];
}

/** What has changed since the last look. `suspects`: paths of which contents are compared. */
export function compare(watched: Watched, suspects: ReadonlySet<string>): TreeChange[] {
  const { top, tree, closed } = watched;
  return noted(watched, compareTree(top, tree, { closed, suspects }));
}

/** What has changed since the last look at these places, and where something had changed before. */
export function compareAt(watched: Watched, places: ReadonlySet<string>): TreeChange[] {
  const { top, tree, changes } = watched;
  const at = new Set([...places].filter((place) => isWithin(place, top)));
  for (const { path } of changes) at.add(path);
  if (at.size === 0) return [];
  return noted(watched, comparePlaces(top, tree, at) ?? compareTree(top, tree, { suspects: at }));
}

function noted(watched: Watched, now: readonly TreeChange[]): TreeChange[] {
  const before = new Map(watched.changes.map((change) => [change.path, change]));
  watched.changes = now;
  return now.flatMap((change) => sinceThen(change, before.get(change.path)));
}

/** Undoes all changes. Returns the paths that are new inodes. */
export function restore(watched: Watched): string[] {
  if (watched.changes.length === 0) return [];
  const renewed = restored(watched);
  watched.changes = [];
  return renewed;
}

/** What cannot be restored (`chattr +i`) would affect all later cases: the target is lost with its arena. */
function restored({ top, tree, changes }: Watched): string[] {
  try {
    return restoreTree(tree, changes);
  } catch (thrown) {
    release(top);
    throw new TargetLostError('died', `what the target has left cannot be put back: ${messageOf(thrown)}`, {
      cause: thrown,
    });
  }
}
