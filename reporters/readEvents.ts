/**
 * Reads a saved stream of events. A last line without its end was cut off with the run that wrote it and is left out, as the
 * missing end of the run is reported anyway; anything else that cannot be read is an error with its line.
 */
import { readFileSync, statSync } from 'node:fs';
import type { Json } from '../model/attack.ts';
import { refusalOf, UsageError } from '../model/errors.ts';
import type { RunEvent } from '../model/finding.ts';
import { limits } from '../model/limits.ts';
import { decodeEvent, decodeHeader } from '../model/runEventSchema.ts';

/** Throws a `UsageError` that names the file, the line and the first wrong field. */
export function readEvents(path: string): readonly RunEvent[] {
  const [first = '', ...lines] = wholeLines(readBounded(path));
  const header = decodeHeader(parsedLine(first) ?? null);
  if (typeof header === 'string') throw notRead(path, header);
  return lines.map((line, index) => {
    const document = parsedLine(line);
    const event = document === undefined ? 'not JSON' : decodeEvent(document);
    if (typeof event === 'string') throw notRead(path, `line ${index + 2}: ${event}`);
    return event;
  });
}

function readBounded(path: string): string {
  try {
    const stats = statSync(path);
    if (!stats.isFile()) throw new Error('it is no file');
    if (stats.size > limits.eventsBytesMax)
      throw new Error(`it has more than ${limits.eventsBytesMax} bytes`);
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new UsageError(
      `cannot read the events ${path}: ${refusalOf(cause)}; name a file that --events has written`,
      { cause },
    );
  }
}

/** What stands behind the last line end is no whole line. */
function wholeLines(text: string): readonly string[] {
  return text.split('\n').slice(0, -1);
}

function parsedLine(line: string): Json | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function notRead(path: string, why: string): UsageError {
  return new UsageError(`cannot read the events ${path}: ${why}; name a file that --events has written`);
}
