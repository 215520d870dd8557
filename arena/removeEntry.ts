/** Removing what a target may have made, however deep and however closed. */
import { rmSync } from 'node:fs';
import { EnvironmentError, messageOf } from '../model/errors.ts';
import { systemPath } from './filePath.ts';
import { requireRealParent } from './realGround.ts';
import { release } from './release.ts';
import { removeHeld } from './removeHeld.ts';

/**
 * Removes a file, link or folder with everything in it, whatever modes and flags it has; no link is followed, at its end or on
 * the way. Throws an `EnvironmentError` where it stays all the same.
 */
export function removeEntry(path: string): void {
  const released = (): void => {
    requireRealParent(path);
    release(path);
    remove(path);
  };
  let failure: unknown = null;
  for (const attempt of [() => remove(path), released]) {
    try {
      attempt();
      return;
    } catch (thrown) {
      failure ??= thrown;
    }
  }
  throw new EnvironmentError(
    `${path}, which the target has left, cannot be removed (${messageOf(failure)}): remove it by hand (lsattr and mount show what may keep it)`,
    { cause: failure },
  );
}

function remove(path: string): void {
  if (process.platform === 'linux') {
    removeHeld(path);
    return;
  }
  requireRealParent(path);
  rmSync(systemPath(path), { recursive: true, force: true });
}
