/**
 * Checks, right before the harness changes a file in the arena, that no link of the target leads elsewhere: if it replaced
 * `aside` by a link to `/etc`, `aside/hosts` is the system's own file.
 */
import { closeSync, existsSync, openSync, readlinkSync, realpathSync } from 'node:fs';
import { TargetLostError } from '../model/errors.ts';
import { nameOfBytes, parentOf, systemPath } from './filePath.ts';

/** Linux's O_PATH, which Node does not name: opens a file or a folder without reading it. */
export const oPath = 0x200000;
const held = '/proc/self/fd';
const isLinux: boolean = process.platform === 'linux' && existsSync(held);

/** Whether a folder exists by exactly this path, without a link in any component. */
export function isRealFolder(folder: string): boolean {
  try {
    return (
      nameOfBytes(isLinux ? pathHeld(folder) : realpathSync.native(systemPath(folder), 'buffer')) === folder
    );
  } catch {
    return false;
  }
}

/** Where the kernel finds what has this path (proc(5)): a fifth of what `realpath` takes, which asks for each folder on the way. */
function pathHeld(path: string): Buffer {
  const handle = openSync(systemPath(path), oPath);
  try {
    return readlinkSync(`${held}/${handle}`, 'buffer');
  } finally {
    closeSync(handle);
  }
}

/** Throws a `TargetLostError` if a link leads to the folder of a path. `known`: folders checked a moment ago. */
export function requireRealParent(path: string, known: Set<string> = new Set()): void {
  const parent = parentOf(path);
  if (known.has(parent)) return;
  if (!isRealFolder(parent))
    throw new TargetLostError(
      'died',
      `a folder on the way to ${path} is gone or a link that the target has put there, so nothing is changed through it`,
    );
  known.add(parent);
}
