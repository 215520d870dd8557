/** Reads and writes small files as a whole. A link is never followed, and another process never sees half of a file. */
import { randomUUID } from 'node:crypto';
import { lstat, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codeOf, refusalOf, UsageError } from '../model/errors.ts';
import { limits } from '../model/limits.ts';

export type PathKind = 'folder' | 'file' | 'link' | 'other' | 'nothing';

export async function pathKind(path: string): Promise<PathKind> {
  const entry = await lstat(path).catch((cause: unknown) => {
    if (codeOf(cause) === 'ENOENT') return null;
    throw new UsageError(`cannot look at ${path}: ${refusalOf(cause)}`, { cause });
  });
  if (entry === null) return 'nothing';
  if (entry.isSymbolicLink()) return 'link';
  if (entry.isDirectory()) return 'folder';
  return entry.isFile() ? 'file' : 'other';
}

/** Rejects with a `UsageError` if there is no regular file, if it cannot be read, or if it is too large. */
export async function readWhole(path: string): Promise<string> {
  if ((await pathKind(path)) !== 'file')
    throw new UsageError(`${path} is not a regular file; put one there, or delete it`);
  const handle = await open(path, 'r').catch((cause: unknown) => {
    throw new UsageError(`cannot read ${path}: ${refusalOf(cause)}`, { cause });
  });
  try {
    const { size } = await handle.stat();
    if (size > limits.corpusFileBytesMax)
      throw new UsageError(`${path} has more than ${limits.corpusFileBytesMax} bytes; delete it`);
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

/** Writes a file by a rename: another process sees the old content or the new, never half of it. */
export async function writeWhole(
  path: string,
  text: string,
  failure: (cause: unknown) => Error,
): Promise<void> {
  const unfinished = join(dirname(path), `.${randomUUID()}.unfinished`);
  try {
    const handle = await open(unfinished, 'wx');
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(unfinished, path);
  } catch (cause) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw failure(cause);
  }
}
