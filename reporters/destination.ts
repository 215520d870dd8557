/** Where a report goes: standard output, or a file that is made when the run starts, so that a bad path fails early. */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { messageOf, UsageError } from '../model/errors.ts';
import { escapeText } from '../model/escape.ts';
import { wantsColour } from './paint.ts';

export interface Destination {
  /** Whether colour codes are welcome. */
  readonly colour: boolean;
  write(text: string): void;
  /** Resolves when everything is written out. */
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
  return {
    colour: false,
    write: (text) => writeAll(handle, text),
    end: async () => closeSync(handle),
  };
}

function openForReport(path: string): number {
  try {
    mkdirSync(dirname(path), { recursive: true });
    return openSync(path, 'w');
  } catch (cause) {
    const reason = escapeText(messageOf(cause));
    throw new UsageError(`cannot write the report ${escapeText(path)}: ${reason}`, { cause });
  }
}

function writeAll(handle: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) written += writeSync(handle, bytes, written);
}
