/**
 * Trees on disk: a snapshot, what changed since, and the exact way back. Content, kind, mode, owner, link target
 * and modification time are restored; the inode of a replaced file is not.
 *
 * A change is noticed by inode, change time, size, mode or modification time. A rewrite of equal size within one
 * tick of the file system's clock would be missed; `suspects` names paths that are compared by content.
 */
import {
  type BigIntStats,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  lchownSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { EnvironmentError } from '../model/errors.ts';
import { limits } from '../model/limits.ts';
import { bytesOfText } from '../model/text.ts';
import { nameOf, systemPath } from './filePath.ts';

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

const nothing: ReadonlySet<string> = new Set();

/** Reads a whole tree, its top included. Of the folders in `closed` only the folder itself is read. */
export function snapshotTree(top: string, closed: ReadonlySet<string> = nothing): Tree {
  const tree: Tree = new Map();
  walk(top, closed, (path, stats) => tree.set(path, entryOf(path, stats)));
  return tree;
}

export interface CompareOptions {
  /** Folders that are not entered. */
  readonly closed?: ReadonlySet<string>;
  /** Paths whose content is compared even though nothing else tells of a change. */
  readonly suspects?: ReadonlySet<string>;
}

/** What differs between a snapshot and the disk. Folders' own times are not compared. */
export function compareTree(top: string, before: Tree, options: CompareOptions = {}): TreeChange[] {
  const { closed = nothing, suspects = nothing } = options;
  const changes: TreeChange[] = [];
  let seen = 0;
  walk(top, closed, (path, stats) => {
    const old = before.get(path);
    if (old === undefined) {
      const after = entryOf(path, stats);
      changes.push({ path, what: 'created', kind: after.kind, before: null, after });
      return;
    }
    seen += 1;
    if (!suspects.has(path) && sameStats(old, stats)) return;
    const change = changeOf(path, old, stats);
    if (change !== null) changes.push(change);
  });
  if (seen < before.size) changes.push(...deletions(before));
  return changes;
}

/** Puts every change back and updates the snapshot. Returns the paths that are new inodes now. */
export function restoreTree(tree: Tree, changes: readonly TreeChange[]): string[] {
  const renewed: string[] = [];
  const made = changes.filter((change) => change.what === 'created' || isAnother(change));
  // What is in a folder stands behind it. What cannot be named (PATH_MAX) keeps the folders above it: they go whole.
  const kept = made.toReversed().filter((change) => !removeKnown(change));
  for (const { path } of kept.toReversed()) removeEntry(path);
  for (const change of changes) {
    const { path, what, before } = change;
    if (before === null) continue;
    const rebuilt = what === 'deleted' || isAnother(change);
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

/** Whether something else is there now. Another inode may have further names: written in place, they would change too. */
function isAnother({ what, before, after }: TreeChange): boolean {
  if (before?.kind === 'file' && after?.kind === 'file' && before.inode !== after.inode) return true;
  return what === 'replaced';
}

/** Removes what is known to be there by one call; says whether it is gone. */
function removeKnown({ path, after }: TreeChange): boolean {
  try {
    if (after?.kind === 'directory') rmdirSync(systemPath(path));
    else unlinkSync(systemPath(path));
    return true;
  } catch {
    return false;
  }
}

/** Makes a snapshot one of the disk as it is, given what differs. Entries of folders come before what is in them. */
export function adoptChanges(tree: Tree, changes: readonly TreeChange[]): void {
  for (const { path, after } of changes) {
    if (after === null) tree.delete(path);
    else tree.set(path, after);
  }
}

/** Removes a file, link or folder with everything in it, whatever modes it has; nothing outside is followed. */
export function removeEntry(path: string): void {
  try {
    rmSync(systemPath(path), { recursive: true, force: true });
  } catch {
    openUp(path);
    flatten(path);
    rmSync(systemPath(path), { recursive: true, force: true });
  }
}

/** A target may make folders so deep that they cannot be named (PATH_MAX): they are moved up until all can. */
function flatten(top: string): void {
  const pending = [top];
  let moved = 0;
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const name of namesIn(folder)) {
      const path = `${folder}/${name}`;
      if (statOrNull(path)?.isDirectory() !== true) continue;
      if (bytesOfText(path).length < limits.pathBytesShort) pending.push(path);
      else {
        while (statOrNull(`${top}/.deep-${moved}`) !== null) moved += 1;
        renameSync(systemPath(path), systemPath(`${top}/.deep-${moved}`));
        pending.push(`${top}/.deep-${moved}`);
      }
    }
  }
}

function walk(
  top: string,
  closed: ReadonlySet<string>,
  visit: (path: string, stats: BigIntStats) => void,
): void {
  const topStats = statOrNull(top);
  if (topStats === null) return;
  visit(top, topStats);
  if (!topStats.isDirectory()) return;
  const pending = [top];
  let count = 0;
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const name of namesIn(folder)) {
      const path = `${folder}/${name}`;
      const stats = statOrNull(path);
      if (stats === null) continue;
      count += 1;
      if (count > limits.restoreEntriesMax) {
        throw new EnvironmentError(
          `more than ${limits.restoreEntriesMax} files below ${top}: seed fewer files`,
        );
      }
      visit(path, stats);
      if (stats.isDirectory() && !closed.has(path)) pending.push(path);
    }
  }
}

function namesIn(folder: string): string[] {
  const path = systemPath(folder);
  try {
    return readdirSync(path, { encoding: 'buffer' }).map(nameOf);
  } catch {
    // A target may have taken the read bit away from a folder of ours.
    try {
      chmodSync(path, 0o700);
      return readdirSync(path, { encoding: 'buffer' }).map(nameOf);
    } catch {
      return [];
    }
  }
}

function statOrNull(path: string): BigIntStats | null {
  try {
    return lstatSync(systemPath(path), { bigint: true, throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}

function kindOf(stats: BigIntStats): EntryKind {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  return stats.isSymbolicLink() ? 'symlink' : 'special';
}

function statsOf(stats: BigIntStats): Omit<TreeEntry, 'content'> {
  return {
    kind: kindOf(stats),
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

function entryOf(path: string, stats: BigIntStats): TreeEntry {
  return { ...statsOf(stats), content: contentOf(path, kindOf(stats)) };
}

function contentOf(path: string, kind: EntryKind): Buffer | null {
  try {
    if (kind === 'file') return readFileSync(systemPath(path));
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
  const after = entryOf(path, stats);
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

function deletions(before: Tree): TreeChange[] {
  const gone: TreeChange[] = [];
  for (const [path, entry] of before) {
    if (statOrNull(path) === null)
      gone.push({ path, what: 'deleted', kind: entry.kind, before: entry, after: null });
  }
  return gone;
}

function makeEntry(path: string, entry: TreeEntry): void {
  const place = systemPath(path);
  if (entry.kind === 'directory') mkdirSync(place, { recursive: true });
  else if (entry.kind === 'file') writeFileSync(place, entry.content ?? Buffer.alloc(0), { flag: 'wx' });
  else if (entry.kind === 'symlink') symlinkSync(entry.content ?? Buffer.alloc(0), place);
}

/** Writes in place, so that the inode, its other names and its watches stay; never through a link. */
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

function openUp(path: string): void {
  walk(path, nothing, (inner, stats) => {
    if (stats.isDirectory()) chmodSync(systemPath(inner), 0o700);
  });
}
