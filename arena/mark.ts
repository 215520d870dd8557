/**
 * The mark that says a folder is ours: only what carries it is ever removed, and only when the process that
 * made it is gone. Leftovers of killed runs are found by their name and proved by their mark.
 */
import { lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRealFolder } from './realGround.ts';
import { removeEntry } from './removeEntry.ts';
import { namesInFolder } from './walkTree.ts';

export const arenaPrefix = 'trespass-arena-';
const markName = '.trespass-arena';
const markText = 'This folder was made by trespass and is removed by it.';

/** Writes the mark into a new arena. */
export function markArena(folder: string): void {
  const owner = { mark: markText, pid: process.pid, started: processStart(process.pid) };
  writeFileSync(join(folder, markName), JSON.stringify(owner), { flag: 'wx' });
}

/** Removes the arenas that killed runs left in `parent`; returns their paths. */
export function removeLeftovers(parent: string): string[] {
  return entriesOf(parent)
    .filter((name) => name.startsWith(arenaPrefix))
    .map((name) => join(parent, name))
    .filter(isLeftover)
    .filter(isRemoved);
}

/** What a target has left in such a way that it stays is no reason not to run. */
function isRemoved(folder: string): boolean {
  try {
    removeArena(folder);
    return true;
  } catch {
    return false;
  }
}

/** Removes an arena, its mark last: what stays is known for what it is, and the next run tries again. */
export function removeArena(folder: string): void {
  if (!isRealFolder(folder)) {
    removeEntry(folder);
    return;
  }
  for (const name of namesInFolder(folder)) if (name !== markName) removeEntry(`${folder}/${name}`);
  removeEntry(folder);
}

/** A temporary folder may be closed to readers and open to writers: nothing can be looked for there. */
function entriesOf(parent: string): readonly string[] {
  try {
    return readdirSync(parent);
  } catch {
    return [];
  }
}

function isLeftover(folder: string): boolean {
  try {
    const stats = lstatSync(folder);
    if (!stats.isDirectory() || stats.uid !== process.getuid?.()) return false;
    const owner: unknown = JSON.parse(readFileSync(join(folder, markName), 'utf8'));
    return isMark(owner) && processStart(owner.pid) !== owner.started;
  } catch {
    return false;
  }
}

function isMark(value: unknown): value is { mark: string; pid: number; started: string } {
  if (typeof value !== 'object' || value === null) return false;
  if (!('mark' in value) || !('pid' in value) || !('started' in value)) return false;
  return value.mark === markText && typeof value.pid === 'number' && typeof value.started === 'string';
}

/** When a process started (proc(5), field 22), so that a reused process id is not taken for its owner. */
function processStart(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? 'unknown';
  } catch {
    return isAlive(pid) ? 'alive' : 'gone';
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
