/**
 * Converts paths between text and bytes. File names may be any bytes, so calls of `node:fs` take buffers; elsewhere a path is
 * text in which U+DC80..U+DCFF stand for undecodable bytes (PEP 383).
 */
import { bytesOfText, textOfBytes } from '../model/text.ts';

/** A path as `node:fs` takes it, with any bytes. Plain ASCII stays a string, which is faster. */
export function systemPath(path: string): string | Buffer {
  return path.isWellFormed() ? path : Buffer.from(bytesOfText(path));
}

/** The text of a name that `node:fs` returned as bytes. */
export function nameOfBytes(bytes: Buffer): string {
  return textOfBytes(bytes);
}

/** Folder part of an absolute path. */
export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}

/** Last component of a path. */
export function baseNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
