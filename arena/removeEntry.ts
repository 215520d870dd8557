/** Removing what a target may have made, however deep and however closed. */
import { chmodSync, renameSync, rmSync } from 'node:fs';
import { EnvironmentError, messageOf } from '../model/errors.ts';
import { limits } from '../model/limits.ts';
import { bytesOfText } from '../model/text.ts';
import { systemPath } from './filePath.ts';
import { release } from './release.ts';
import { namesIn, statOrNull, walk } from './walkTree.ts';

/**
 * Removes a file, link or folder with everything in it, whatever modes and flags it has; nothing outside is followed.
 * Throws an `EnvironmentError` where it stays all the same.
 */
export function removeEntry(path: string): void {
  const remove = (): void => rmSync(systemPath(path), { recursive: true, force: true });
  const forced = (): void => {
    openUp(path);
    flatten(path);
    remove();
  };
  const released = (): void => {
    release(path);
    forced();
  };
  let failure: unknown = null;
  for (const attempt of [remove, forced, released]) {
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

function openUp(path: string): void {
  walk(path, new Set(), (inner, stats) => {
    if (stats.isDirectory()) chmodSync(systemPath(inner), 0o700);
  });
}
