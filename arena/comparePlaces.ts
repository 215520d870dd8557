/**
 * Compares a snapshot with the disk only where something is said to have changed: of a sandbox with ten thousand files, the one
 * that was written. What nobody has named is not looked at.
 */
import { isWithin } from '../model/isWithin.ts';
import { compareEntry, deletionsIn, type Tree, type TreeChange } from './tree.ts';
import { statOrNull, walk } from './walkTree.ts';

const noFolders: ReadonlySet<string> = new Set();

/**
 * The differences at these paths and below them, contents included. Null if a file there has several names: it may have changed
 * under another one.
 */
export function comparePlaces(
  top: string,
  before: Tree,
  places: ReadonlySet<string>,
): readonly TreeChange[] | null {
  const same = new Map<string, boolean>();
  const starts = [...places]
    .filter((place) => isWithin(place, top))
    .map((place) => firstChanged(top, before, place, same))
    .sort();
  const changes: TreeChange[] = [];
  let last: string | null = null;
  for (const start of starts) {
    if (last !== null && isWithin(start, last)) continue;
    last = start;
    const found = compareBelow(start, before);
    if (found === null) return null;
    changes.push(...found);
  }
  return changes;
}

/** A place, or the first folder on the way to it that is not the folder of the snapshot any more. */
function firstChanged(top: string, before: Tree, place: string, same: Map<string, boolean>): string {
  for (let path = top; path !== place; path = nextOnWay(path, place)) {
    const known = same.get(path) ?? isSameFolder(path, before);
    same.set(path, known);
    if (!known) return path;
  }
  return place;
}

function nextOnWay(path: string, place: string): string {
  const end = place.indexOf('/', path.length + 1);
  return end < 0 ? place : place.slice(0, end);
}

function isSameFolder(path: string, before: Tree): boolean {
  const old = before.get(path);
  const stats = statOrNull(path);
  return old?.kind === 'directory' && stats !== null && stats.isDirectory() && stats.ino === old.inode;
}

function compareBelow(start: string, before: Tree): readonly TreeChange[] | null {
  const changes: TreeChange[] = [];
  let seen = 0;
  let hasNames = false;
  walk(start, noFolders, (path, stats) => {
    const old = before.get(path);
    if (old !== undefined) seen += 1;
    hasNames ||= stats.isFile() && stats.nlink > 1n;
    const change = compareEntry(path, old, stats, true);
    if (change !== null) changes.push(change);
  });
  const known = knownBelow(start, before);
  if (hasNames || [...known.values()].some(({ kind, links }) => kind === 'file' && links > 1)) return null;
  return seen < known.size ? [...changes, ...deletionsIn(known, changes)] : changes;
}

function knownBelow(start: string, before: Tree): Tree {
  const entry = before.get(start);
  if (entry === undefined) return new Map();
  if (entry.kind !== 'directory') return new Map([[start, entry]]);
  return new Map([...before].filter(([path]) => isWithin(path, start)));
}
