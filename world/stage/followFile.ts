/**
 * Splits what is appended to a file by others into the parts that each step has written. Of a long part only the beginning and
 * the end are read, and what is written between two parts belongs to no step: a step that prints 3 MB is shown with half a
 * megabyte from each end, and the next step begins with its own output.
 */
import { closeSync, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs';
import { limits } from '../../model/limits.ts';

/** Output of one step, one character a byte. */
export interface Written {
  readonly text: string;
  /** Whether the middle of it was left out. */
  readonly cut: boolean;
}

export interface FollowedFile {
  /** Skips what was printed so far. */
  readonly skip: () => void;
  /** What was appended since the last call of either. */
  readonly read: () => Written;
  readonly close: () => void;
}

/** Follows a file from its beginning. Writers must open it for appending, because it is emptied once it is too long. */
export function followFile(path: string): FollowedFile {
  const handle = openSync(path, 'r+');
  let position = 0;
  let isOpen = true;
  const part = (from: number, to: number): string => {
    const chunk = Buffer.alloc(to - from);
    return chunk.toString('latin1', 0, readSync(handle, chunk, 0, chunk.length, from));
  };
  const skip = (): void => {
    if (!isOpen) return;
    position = fstatSync(handle).size;
    if (position <= limits.outputFileBytesMax) return;
    ftruncateSync(handle, 0);
    position = 0;
  };
  return {
    skip,
    read: () => {
      // Its number may be another file's by now.
      if (!isOpen) return { text: '', cut: false };
      const { size } = fstatSync(handle);
      // The target may have emptied the file itself.
      const from = size < position ? 0 : position;
      position = size;
      if (size - from <= limits.outputPerStepBytesMax) return { text: part(from, size), cut: false };
      const half = limits.outputPerStepBytesMax / 2;
      return { text: `${part(from, from + half)}\n${part(size - half, size)}`, cut: true };
    },
    close: () => {
      if (isOpen) closeSync(handle);
      isOpen = false;
    },
  };
}
