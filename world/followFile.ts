/** What is appended to a file while others write it. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Reads what is appended to a file, each time from where it ended before. */
export function followFile(path: string): { read: () => string; close: () => void } {
  const handle = openSync(path, 'r');
  let position = 0;
  return {
    read: () => {
      const length = fstatSync(handle).size - position;
      if (length <= 0) return '';
      const chunk = Buffer.alloc(Math.min(length, 1_048_576));
      position += readSync(handle, chunk, 0, chunk.length, position);
      return chunk.toString('latin1');
    },
    close: () => closeSync(handle),
  };
}
