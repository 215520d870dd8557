/**
 * The ownership register of files. What came to be while an actor was acting belongs to that actor; names are
 * never read to learn an owner. Folders belong to an actor only where rehearsal showed that the target keeps
 * actors apart by folder.
 */
import type { Owner } from '../model/observation.ts';
import { isWithin, parentOf } from './filePath.ts';

const shared: Owner = { kind: 'shared' };

/** Files that one actor must have in a folder, in different steps, before it counts as the actor's own. */
const filesOfHomeMin = 3;

export interface FileOwners {
  readonly ownerOf: (path: string) => Owner;
  /** Whose what comes to be there is, whatever was there before. */
  readonly ownerOfNew: (path: string) => Owner;
}

/**
 * Learns homes: the topmost folders in which at least three files of one actor came to be and none of another's,
 * where a sibling folder is another actor's home in the same way. `files` maps a path to its actor.
 */
export function learnHomes(
  files: ReadonlyMap<string, string>,
  roots: readonly string[],
): Map<string, string[]> {
  const owned = ownersByFolder(files, roots);
  const homes = new Map<string, string[]>();
  for (const [folder, counts] of owned) {
    const actor = soleActor(counts);
    if (actor === null || !partsActors(folder, actor, owned)) continue;
    homes.set(actor, [...(homes.get(actor) ?? []), folder]);
  }
  return homes;
}

function ownersByFolder(
  files: ReadonlyMap<string, string>,
  roots: readonly string[],
): Map<string, Map<string, number>> {
  const owned = new Map<string, Map<string, number>>();
  for (const [path, actor] of files) {
    const root = roots.find((candidate) => isWithin(path, candidate));
    if (root === undefined) continue;
    for (let folder = parentOf(path); isWithin(folder, root); folder = parentOf(folder)) {
      const counts = owned.get(folder) ?? new Map<string, number>();
      counts.set(actor, (counts.get(actor) ?? 0) + 1);
      owned.set(folder, counts);
    }
  }
  return owned;
}

function soleActor(counts: ReadonlyMap<string, number>): string | null {
  const [only] = counts;
  return counts.size === 1 && only !== undefined && only[1] >= filesOfHomeMin ? only[0] : null;
}

/** Whether the folder's parent holds files of several actors, each in a folder that is theirs alone. */
function partsActors(
  folder: string,
  actor: string,
  owned: ReadonlyMap<string, Map<string, number>>,
): boolean {
  const parent = owned.get(parentOf(folder));
  if (parent === undefined || parent.size < 2) return false;
  for (const [sibling, counts] of owned) {
    if (parentOf(sibling) !== parentOf(folder)) continue;
    const other = soleActor(counts);
    if (other !== null && other !== actor) return true;
  }
  return false;
}

/** A register over what is known: exact files first, then homes; everything else is shared. */
export function fileOwners(
  files: ReadonlyMap<string, Owner>,
  homes: ReadonlyMap<string, readonly string[]>,
): FileOwners {
  const ownerOfNew = (path: string): Owner => homeOwner(path, homes) ?? shared;
  return { ownerOf: (path) => files.get(path) ?? ownerOfNew(path), ownerOfNew };
}

function homeOwner(path: string, homes: ReadonlyMap<string, readonly string[]>): Owner | null {
  for (const [actor, folders] of homes) {
    if (folders.some((folder) => isWithin(path, folder))) return { kind: 'actor', name: actor };
  }
  return null;
}
