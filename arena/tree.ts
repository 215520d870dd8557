/**
 * Snapshots of a tree on disk, and the changes since one. `restoreTree.ts` undoes them.
 *
 * A change is noticed by inode, change time, size, mode or modification time. A rewrite of equal size within one tick of the
 * file system's clock would be missed; `suspects` names paths whose content is compared.
 */
import { type BigIntStats, readlinkSync } from 'node:fs';
import { parentOf, systemPath } from './filePath.ts';
import { readContent } from './readContent.ts';
import { statOrNull, walk } from './walkTree.ts';

export type EntryKind = 'file' | 'directory' | 'symlink' | 'special';

export interface TreeEntry {
  readonly kind: EntryKind;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly inode: bigint;
  readonly modifiedNs: bigint;
  readonly changedNs: bigint;
  readonly links: number;
  /** Content of a file, target bytes of a symlink; null for the rest. */
  readonly content: Buffer | null;
}

/** Absolute path to entry, parents before children. */
export type Tree = Map<string, TreeEntry>;

export interface TreeChange {
  readonly path: string;
  readonly what: 'created' | 'content' | 'metadata' | 'deleted' | 'replaced';
  readonly kind: EntryKind;
  readonly before: TreeEntry | null;
  readonly after: TreeEntry | null;
}

const noPaths: ReadonlySet<string> = new Set();

/** Reads a whole tree, its top included. Of the folders in `closed` only the folder itself is read. */
export function snapshotTree(top: string, closed: ReadonlySet<string> = noPaths): Tree {
  const tree: Tree = new Map();
  walk(top, closed, (path, stats) => tree.set(path, treeEntry(path, stats)));
  return tree;
}

export interface CompareOptions {
  /** Folders whose content is left out. */
  readonly closed?: ReadonlySet<string>;
  /** Paths whose content is compared even if nothing else shows a change. */
  readonly suspects?: ReadonlySet<string>;
}

/** The differences between a snapshot and the disk. Times of folders are not compared. */
export function compareTree(top: string, before: Tree, options: CompareOptions = {}): TreeChange[] {
  const { closed = noPaths, suspects = noPaths } = options;
  const changes: TreeChange[] = [];
  let seen = 0;
  walk(top, closed, (path, stats) => {
    const old = before.get(path);
    if (old !== undefined) seen += 1;
    const change = compareEntry(path, old, stats, suspects.has(path));
    if (change !== null) changes.push(change);
  });
  if (seen < before.size) changes.push(...deletionsIn(before, changes));
  return changes;
}

/** How an entry differs from the snapshot's, if it does. `suspect`: even if only its content shows it. */
export function compareEntry(
  path: string,
  old: TreeEntry | undefined,
  stats: BigIntStats,
  suspect: boolean,
): TreeChange | null {
  if (old === undefined) {
    const after = treeEntry(path, stats);
    return { path, what: 'created', kind: after.kind, before: null, after };
  }
  return !suspect && sameStats(old, stats) ? null : changeOf(path, old, stats);
}

/** Updates a snapshot by the differences. Folders come before their content. */
export function adoptChanges(tree: Tree, changes: readonly TreeChange[]): void {
  for (const { path, after } of changes) {
    if (after === null) tree.delete(path);
    else tree.set(path, after);
  }
}

function entryKind(stats: BigIntStats): EntryKind {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  return stats.isSymbolicLink() ? 'symlink' : 'special';
}

/** An entry without its content. */
export function statsOf(stats: BigIntStats): Omit<TreeEntry, 'content'> {
  return {
    kind: entryKind(stats),
    mode: Number(stats.mode) & 0o7777,
    uid: Number(stats.uid),
    gid: Number(stats.gid),
    size: Number(stats.size),
    inode: stats.ino,
    modifiedNs: stats.mtimeNs,
    changedNs: stats.ctimeNs,
    links: Number(stats.nlink),
  };
}

function treeEntry(path: string, stats: BigIntStats): TreeEntry {
  return { ...statsOf(stats), content: entryContent(path, entryKind(stats)) };
}

function entryContent(path: string, kind: EntryKind): Buffer | null {
  try {
    if (kind === 'file') return readContent(path);
    if (kind === 'symlink') return readlinkSync(systemPath(path), { encoding: 'buffer' });
  } catch {
    return null;
  }
  return null;
}

function sameStats(old: TreeEntry, stats: BigIntStats): boolean {
  if (old.kind === 'directory') return stats.isDirectory() && old.mode === (Number(stats.mode) & 0o7777);
  return old.inode === stats.ino && old.changedNs === stats.ctimeNs && old.size === Number(stats.size);
}

function changeOf(path: string, before: TreeEntry, stats: BigIntStats): TreeChange | null {
  const after = treeEntry(path, stats);
  const change = { path, kind: after.kind, before, after };
  if (before.kind !== after.kind) return { ...change, what: 'replaced' };
  if (before.kind === 'symlink' && !equal(before.content, after.content))
    return { ...change, what: 'replaced' };
  if (before.kind === 'file' && !equal(before.content, after.content)) return { ...change, what: 'content' };
  const metadata = before.mode !== after.mode || before.uid !== after.uid || before.gid !== after.gid;
  const times = before.kind === 'file' && before.modifiedNs !== after.modifiedNs;
  return metadata || times ? { ...change, what: 'metadata' } : null;
}

function equal(one: Buffer | null, other: Buffer | null): boolean {
  return one === null || other === null ? one === other : one.equals(other);
}

/** A path that is no folder any more has nothing below it, even if it is a link to a folder. */
export function deletionsIn(before: Tree, changes: readonly TreeChange[]): TreeChange[] {
  const noFolders = new Set(
    changes.filter(({ after }) => after !== null && after.kind !== 'directory').map(({ path }) => path),
  );
  const gone: TreeChange[] = [];
  for (const [path, entry] of before) {
    if (!noFolders.has(parentOf(path)) && statOrNull(path) !== null) continue;
    noFolders.add(path);
    gone.push({ path, what: 'deleted', kind: entry.kind, before: entry, after: null });
  }
  return gone;
}
