/** Restores a tree to its snapshot: content, kind, mode, owner, link target and modification time, but not inodes. */
import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  lchownSync,
  lstatSync,
  mkdirSync,
  openSync,
  rmdirSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { systemPath } from './filePath.ts';
import { requireRealParent } from './realGround.ts';
import { removeEntry } from './removeEntry.ts';
import { statsOf, type Tree, type TreeChange, type TreeEntry } from './tree.ts';

/**
 * Undoes every change and updates the snapshot. Returns the paths that have new inodes. Throws a `TargetLostError` if a link is
 * a component of a path to restore.
 */
export function restoreTree(tree: Tree, changes: readonly TreeChange[]): string[] {
  const renewed: string[] = [];
  const made = changes.filter((change) => change.what === 'created' || isAnother(change));
  // Content precedes its folder here. A path that is too long (PATH_MAX) keeps its folders from being removed; they are removed
  // as a tree.
  const kept = made.toReversed().filter((change) => !removeKnown(change));
  for (const { path } of kept.toReversed()) removeEntry(path);
  const real = new Set<string>();
  for (const change of changes) {
    const { path, what, before } = change;
    if (before === null) continue;
    const rebuilt = what === 'deleted' || isAnother(change);
    requireRealParent(path, real);
    if (rebuilt) {
      makeEntry(path, before);
      renewed.push(path);
    } else if (before.content !== null && before.kind === 'file' && what === 'content') {
      rewrite(path, before.content);
    }
  }
  for (const { path, before } of [...changes].reverse()) {
    if (before === null) continue;
    restoreMetadata(path, before);
    const stats = lstatSync(systemPath(path), { bigint: true });
    tree.set(path, { ...statsOf(stats), content: before.content });
  }
  return renewed;
}

/** Whether another inode is at the path now: it may have other names, which would change too if it were written in place. */
function isAnother({ what, before, after }: TreeChange): boolean {
  if (before?.kind === 'file' && after?.kind === 'file' && before.inode !== after.inode) return true;
  return what === 'replaced';
}

/** Removes an entry of known kind by one call; returns whether it is gone. */
function removeKnown({ path, after }: TreeChange): boolean {
  try {
    requireRealParent(path);
    if (after?.kind === 'directory') rmdirSync(systemPath(path));
    else unlinkSync(systemPath(path));
    return true;
  } catch {
    return false;
  }
}

function makeEntry(path: string, entry: TreeEntry): void {
  const place = systemPath(path);
  if (entry.kind === 'directory') mkdirSync(place, { recursive: true });
  else if (entry.kind === 'file') writeFileSync(place, entry.content ?? Buffer.alloc(0), { flag: 'wx' });
  else if (entry.kind === 'symlink') symlinkSync(entry.content ?? Buffer.alloc(0), place);
}

/** Writes in place, never through a link, so that the inode, its other names and its watches stay. */
function rewrite(path: string, content: Buffer): void {
  const place = systemPath(path);
  const flags = constants.O_WRONLY | constants.O_TRUNC | constants.O_NOFOLLOW;
  let handle: number;
  try {
    handle = openSync(place, flags);
  } catch {
    chmodSync(place, 0o600);
    handle = openSync(place, flags);
  }
  writeFileSync(handle, content);
  closeSync(handle);
}

function restoreMetadata(path: string, entry: TreeEntry): void {
  const place = systemPath(path);
  if (entry.kind === 'symlink') {
    if (process.getuid?.() === 0) lchownSync(place, entry.uid, entry.gid);
    return;
  }
  if (process.getuid?.() === 0) chownSync(place, entry.uid, entry.gid);
  chmodSync(place, entry.mode);
  if (entry.kind === 'file') {
    const seconds = Number(entry.modifiedNs) / 1e9;
    utimesSync(place, seconds, seconds);
  }
}
