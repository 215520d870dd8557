/** Removes files and folders that a target has made, however deep they are and whatever their modes. */
import { rmSync } from 'node:fs';
import { EnvironmentError, messageOf } from '../model/errors.ts';
import { systemPath } from './filePath.ts';
import { requireRealParent } from './realGround.ts';
import { release } from './release.ts';
import { removeHeld } from './removeHeld.ts';

/**
 * Removes a file, link or folder with its content, whatever its modes and flags; follows no link in any component. Throws an
 * `EnvironmentError` if it cannot be removed.
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
