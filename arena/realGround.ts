/**
 * Nothing of ours is done through a link that a target has put on the way: where it replaced `aside` by a link to `/etc`, what is
 * called `aside/hosts` is the system's own file. To be asked just before each change of what lies in an arena.
 */
import { realpathSync } from 'node:fs';
import { TargetLostError } from '../model/errors.ts';
import { nameOfBytes, parentOf, systemPath } from './filePath.ts';

/** Whether a folder is there under just this name, with no link on the way and none in its own place. */
export function isRealFolder(folder: string): boolean {
  try {
    return nameOfBytes(realpathSync.native(systemPath(folder), 'buffer')) === folder;
  } catch {
    return false;
  }
}

/** Throws a `TargetLostError` where the folder of a path is not real. `known` are folders that were, in the same breath. */
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
