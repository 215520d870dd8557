/**
 * Files of lines that are only ever appended to, each line with a checksum, one file a run: a run that is killed leaves a last line
 * that is not whole, which counts as not written. Any other line that does not fit its checksum is damage, and is an error.
 */
import { type FileHandle, open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Json } from '../model/attack.ts';
import { refusalOf, UsageError } from '../model/errors.ts';
import { limits } from '../model/limits.ts';
import { pathKind } from './wholeFile.ts';

const journalEnding = '.journal';

/** What is to be done about a campaign that cannot be used. */
export const moveAway = 'move it away to keep it, or begin anew with --fresh';

export function journalLine(record: Json): string {
  const written = JSON.stringify(record);
  return `${checksumOf(written)} ${written}\n`;
}

function checksumOf(written: string): string {
  return crc32(written).toString(16).padStart(8, '0');
}

/** The journals of a folder, in the order in which they were begun; none where there is no folder. */
export async function journalsIn(folder: string): Promise<readonly string[]> {
  const kind = await pathKind(folder);
  if (kind === 'nothing') return [];
  if (kind !== 'folder') throw new UsageError(`${folder} is no folder of a campaign; ${moveAway}`);
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new UsageError(`cannot read ${folder}: ${refusalOf(cause)}`, { cause });
  });
  return names
    .filter((name) => name.endsWith(journalEnding))
    .sort()
    .map((name) => join(folder, name));
}

/** Throws a `UsageError` where the journals are larger together than a campaign may be. */
export async function bytesOf(paths: readonly string[]): Promise<number> {
  let bytes = 0;
  for (const path of paths) bytes += (await stat(path).catch(() => ({ size: 0 }))).size;
  return bytes;
}

/** The records of a journal. Rejects with a `UsageError` that names file and line where one is damaged. */
export async function readJournal(path: string): Promise<readonly Json[]> {
  const text = await journalText(path);
  const lines = text.split('\n');
  // What follows the last line break was not written to its end.
  lines.pop();
  return lines.flatMap((line, index): readonly Json[] => {
    const record = checkedRecord(line);
    if (record !== undefined) return [record];
    // After a loss of power the end of a file may hold anything.
    if (index === lines.length - 1 && index > 0) return [];
    throw new UsageError(`${path}: line ${index + 1} is damaged, or no line of a campaign; ${moveAway}`);
  });
}

async function journalText(path: string): Promise<string> {
  if ((await pathKind(path)) !== 'file') throw new UsageError(`${path} is not a regular file; ${moveAway}`);
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw new UsageError(`cannot read ${path}: ${refusalOf(cause)}; ${moveAway}`, { cause });
  });
}

function checkedRecord(line: string): Json | undefined {
  const written = line.slice(9);
  if (line[8] !== ' ' || line.slice(0, 8) !== checksumOf(written)) return undefined;
  try {
    return JSON.parse(written);
  } catch {
    return undefined;
  }
}

export interface JournalWriter {
  /** Resolves when the record is on the disk. */
  readonly append: (record: Json) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Begins the journal of a run, in a folder that exists; `name` is its own. */
export async function beginJournal(folder: string, name: string, first: Json): Promise<JournalWriter> {
  const handle: FileHandle = await open(join(folder, `${name}${journalEnding}`), 'wx');
  const append = async (record: Json): Promise<void> => {
    await handle.appendFile(journalLine(record));
    await handle.datasync();
  };
  await append(first);
  return { append, close: () => handle.close() };
}

/** Whether a campaign of so many bytes can take more. */
export function hasRoom(bytes: number): boolean {
  return bytes < limits.campaignBytesMax;
}
