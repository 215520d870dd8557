/**
 * Marks a folder as an arena of ours: only folders with the mark are ever removed, and only after the process that made them
 * has ended. Arenas of killed runs are found by their name and verified by their mark.
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

/** Removes an arena; one that a target has made irremovable must not prevent a new run. */
function isRemoved(folder: string): boolean {
  try {
    removeArena(folder);
    return true;
  } catch {
    return false;
  }
}

/** Removes an arena, its mark last, so that the next run recognises what could not be removed and tries again. */
export function removeArena(folder: string): void {
  if (!isRealFolder(folder)) {
    removeEntry(folder);
    return;
  }
  for (const name of namesInFolder(folder)) if (name !== markName) removeEntry(`${folder}/${name}`);
  removeEntry(folder);
}

/** The names in a temporary folder; none if it is writable but not readable. */
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

/** When a process started (proc(5), field 22): a reused process id has another start time. */
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
