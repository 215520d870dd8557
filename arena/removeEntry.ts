/** Removing what a target may have made, however deep and however closed. */
import { chmodSync, renameSync, rmSync } from 'node:fs';
import { limits } from '../model/limits.ts';
import { bytesOfText } from '../model/text.ts';
import { systemPath } from './filePath.ts';
import { namesIn, statOrNull, walk } from './walkTree.ts';

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

function openUp(path: string): void {
  walk(path, new Set(), (inner, stats) => {
    if (stats.isDirectory()) chmodSync(systemPath(inner), 0o700);
  });
}
