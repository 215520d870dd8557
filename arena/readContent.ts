/**
 * Reads a file of an arena without waiting and without following a link: a target may have put a pipe or a link in its place
 * since it was looked at, and whoever opens a pipe waits for somebody at its other end (fifo(7)).
 */
import { closeSync, constants, openSync, readFileSync } from 'node:fs';
import { systemPath } from './filePath.ts';

/** Throws if the file cannot be read. */
export function readContent(path: string): Buffer {
  const handle = openSync(systemPath(path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    return readFileSync(handle);
  } finally {
    closeSync(handle);
  }
}
