/**
 * Destinations of reports: standard output, or a file that is created when the run starts, so that a wrong path fails early. A
 * full disk fails the report, not the run: `end` rejects.
 */
import { closeSync, constants, existsSync, mkdirSync, openSync, statSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { codeOf, EnvironmentError, refusalOf, UsageError } from '../model/errors.ts';
import { wantsColour } from './paint.ts';

export interface Destination {
  /** Whether to write colour codes. */
  readonly colour: boolean;
  write(text: string): void;
  /** Resolves when everything has been written. Rejects with an `EnvironmentError` if something could not be. */
  end(): Promise<void>;
}

/** Standard output. Ending it waits until a pipe has taken everything, so that exiting cuts nothing off. */
export function standardOutput(
  stream: NodeJS.WritableStream & { readonly isTTY?: boolean } = process.stdout,
): Destination {
  return {
    colour: wantsColour(stream.isTTY === true, process.env),
    write: (text) => void stream.write(text),
    end: () => new Promise((resolve) => void stream.write('', () => resolve())),
  };
}

/** A file, which is replaced; missing folders are created. Throws a `UsageError` if it cannot be written. */
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

/** The identity of an output, because nobody can read two reports in one file. Null for an output that discards everything. */
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

/** Creates folders one by one: Node's own `recursive` never ends where the system refuses with ENOENT, as in /proc. */
function makeFolder(folder: string): void {
  const missing: string[] = [];
  for (let at = folder; !existsSync(at) && dirname(at) !== at; at = dirname(at)) missing.push(at);
  for (const path of missing.reverse()) mkdirSync(path);
}

/** Opens a file; opening a pipe without a reader must not wait for ever. */
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
