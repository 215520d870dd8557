/** Walks a tree on disk, whatever bytes its names have and whatever modes its folders have. */
import { type BigIntStats, chmodSync, lstatSync, readdirSync } from 'node:fs';
import { EnvironmentError } from '../model/errors.ts';
import { limits } from '../model/limits.ts';
import { nameOfBytes, systemPath } from './filePath.ts';

/** Visits a tree, its top included, folders before their content. Of the folders in `closed` only the folder itself. */
export function walk(
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
    for (const name of namesInFolder(folder)) {
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

/** The names in a folder; none if it is no folder. */
export function namesInFolder(folder: string): string[] {
  const path = systemPath(folder);
  try {
    return readdirSync(path, { encoding: 'buffer' }).map(nameOfBytes);
  } catch {
    // A target may have removed the read permission from a folder of ours.
    try {
      chmodSync(path, 0o700);
      return readdirSync(path, { encoding: 'buffer' }).map(nameOfBytes);
    } catch {
      return [];
    }
  }
}

/** Null if nothing exists there, or the path is too long. */
export function statOrNull(path: string): BigIntStats | null {
  try {
    return lstatSync(systemPath(path), { bigint: true, throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}
