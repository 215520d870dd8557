/**
 * Where a report goes: standard output, or a file that is made when the run starts, so that a bad path fails early. A disk
 * that is full by the end fails the report, not the run: `end` says so.
 */
import { closeSync, constants, existsSync, mkdirSync, openSync, statSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { codeOf, EnvironmentError, refusalOf, UsageError } from '../model/errors.ts';
import { wantsColour } from './paint.ts';

export interface Destination {
  /** Whether colour codes are welcome. */
  readonly colour: boolean;
  write(text: string): void;
  /** Resolves when everything is written out. Rejects with an `EnvironmentError` where something could not be. */
  end(): Promise<void>;
}

/** Standard output. Ending it waits until a pipe has taken everything, so that leaving cuts nothing off. */
export function standardOutput(
  stream: NodeJS.WritableStream & { readonly isTTY?: boolean } = process.stdout,
): Destination {
  return {
    colour: wantsColour(stream.isTTY === true, process.env),
    write: (text) => void stream.write(text),
    end: () => new Promise((resolve) => void stream.write('', () => resolve())),
  };
}

/** A file, replaced; its folders are made. Throws a `UsageError` when it cannot be written. */
export function fileDestination(path: string): Destination {
  const handle = openForReport(path);
  let failure: unknown = null;
  const attempt = (act: () => void): void => {
    if (failure !== null) return;
    try {
      act();
    } catch (thrown) {
      failure = thrown;
    }
  };
  return {
    colour: false,
    write: (text) => attempt(() => writeAll(handle, text)),
    end: async () => {
      attempt(() => closeSync(handle));
      if (failure !== null)
        throw new EnvironmentError(`the report ${path} is not complete: ${refusalOf(failure)}`, {
          cause: failure,
        });
    },
  };
}

/** The identity of an output: two reports in one place can be read by nobody. Null for an output that discards everything. */
export function outputIdentity(file: string | null): string | null {
  const path = file === null ? '/dev/stdout' : resolve(file);
  try {
    const { dev, ino, rdev } = statSync(path);
    return rdev !== 0 && file !== null && path === '/dev/null' ? null : `${dev}:${ino}`;
  } catch {
    return path;
  }
}

function openForReport(path: string): number {
  try {
    makeFolder(dirname(resolve(path)));
    return openAny(path);
  } catch (cause) {
    throw new UsageError(
      `cannot write the report ${path}: ${refusalOf(cause)}; name a file in a folder that can be written to`,
      { cause },
    );
  }
}

/** One folder after the other: Node's own `recursive` never ends where the system refuses with ENOENT, as /proc does. */
function makeFolder(folder: string): void {
  const missing: string[] = [];
  for (let at = folder; !existsSync(at) && dirname(at) !== at; at = dirname(at)) missing.push(at);
  for (const path of missing.reverse()) mkdirSync(path);
}

/** A pipe that nobody reads would be waited for without end. */
function openAny(path: string): number {
  if (statSync(path, { throwIfNoEntry: false })?.isFIFO() !== true) return openSync(path, 'w');
  const probe = openProbe(path);
  try {
    return openSync(path, 'w');
  } finally {
    closeSync(probe);
  }
}

function openProbe(path: string): number {
  try {
    return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch (cause) {
    if (codeOf(cause) === 'ENXIO') throw new Error('it is a pipe that nobody reads', { cause });
    throw cause;
  }
}

function writeAll(handle: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) written += writeSync(handle, bytes, written);
}
