/**
 * Removes a tree without following links, even if another process replaces a folder by a link meanwhile: each folder is held
 * open, names are looked up in `/proc/self/fd/N` (proc(5)), and links are never opened (`O_NOFOLLOW`, open(2)). Linux only.
 */
import {
  chmodSync,
  closeSync,
  constants,
  lstatSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  unlinkSync,
} from 'node:fs';
import { EnvironmentError } from '../model/errors.ts';
import { baseNameOf, parentOf, systemPath } from './filePath.ts';
import { oPath } from './realGround.ts';

const asFolder = constants.O_DIRECTORY | constants.O_NOFOLLOW;
/** Folders open at the same time; deeper ones are moved up first. */
const depthMax = 64;
/** A living process may go on making new entries. */
const turnsMax = 100_000;

/** Removes the entry at an absolute path. Throws if a folder of the path is a link, or if something remains. */
export function removeHeld(path: string): void {
  const parent = holdFolder(parentOf(path));
  if (parent === null) return;
  try {
    removeIn(parent, Buffer.from(systemPath(baseNameOf(path))));
  } finally {
    closeSync(parent);
  }
}

/** Opens a folder by way of all folders above it; null if it does not exist. */
function holdFolder(folder: string): number | null {
  let held = openSync('/', oPath | asFolder);
  for (const name of folder.split('/').filter((one) => one !== '')) {
    const above = held;
    try {
      held = openSync(inFolder(above, Buffer.from(systemPath(name))), oPath | asFolder);
    } catch (thrown) {
      if (isCode(thrown, 'ENOENT')) return null;
      throw thrown;
    } finally {
      closeSync(above);
    }
  }
  return held;
}

function removeIn(parent: number, name: Buffer): void {
  const place = inFolder(parent, name);
  const stats = lstatSync(place, { throwIfNoEntry: false });
  if (stats === undefined) return;
  if (!stats.isDirectory()) {
    unlinkSync(place);
    return;
  }
  if (isGone(place)) return;
  const top = openSync(place, oPath | asFolder);
  try {
    let moved = 0;
    const moveUp = (from: Buffer): void => {
      moved += 1;
      renameSync(from, inFolder(top, Buffer.from(`.deep-${process.pid}-${moved}`)));
    };
    for (let turns = 0; namesInHeld(top).length > 0; turns += 1) {
      if (turns > turnsMax) throw new EnvironmentError('its entries come again as fast as they are removed');
      emptyHeld(top, 0, moveUp);
    }
  } finally {
    closeSync(top);
  }
  rmdirSync(place);
}

/** Removes an empty folder. Throws if it could not be removed even when empty, before anything in it is removed in vain. */
function isGone(folder: Buffer): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch (thrown) {
    if (isCode(thrown, 'ENOTEMPTY') || isCode(thrown, 'EEXIST')) return false;
    throw thrown;
  }
}

function emptyHeld(folder: number, depth: number, moveUp: (from: Buffer) => void): void {
  for (const name of namesInHeld(folder)) {
    const place = inFolder(folder, name);
    const stats = lstatSync(place, { throwIfNoEntry: false });
    if (stats === undefined) continue;
    if (!stats.isDirectory()) unlinkSync(place);
    else if (depth >= depthMax) moveUp(place);
    else {
      const inner = openSync(place, oPath | asFolder);
      try {
        emptyHeld(inner, depth + 1, moveUp);
      } finally {
        closeSync(inner);
      }
      rmdirSync(place);
    }
  }
}

/** The names in an open folder, whatever its mode. */
function namesInHeld(folder: number): readonly Buffer[] {
  const place = `/proc/self/fd/${folder}`;
  if (process.getuid?.() !== 0) chmodSync(place, 0o700);
  return readdirSync(place, { encoding: 'buffer' });
}

function inFolder(folder: number, name: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`/proc/self/fd/${folder}/`), name]);
}

function isCode(thrown: unknown, code: string): boolean {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === code;
}
