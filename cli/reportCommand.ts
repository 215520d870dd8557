/** `report`: makes reports of a run again, from the stream of events that `--events` kept. It runs nothing. */
import { UsageError } from '../model/errors.ts';
import { escapeText } from '../model/escape.ts';
import { createReporter, parseReporterChoices } from '../reporters/createReporter.ts';
import { fileDestination, outputIdentity, standardOutput } from '../reporters/destination.ts';
import { nowhere } from '../reporters/nowhere.ts';
import { readEvents } from '../reporters/readEvents.ts';
import { emptyRecord, recordEvent } from '../reporters/runRecord.ts';
import type { ExitCode } from './runCommand.ts';

export interface ReportFlags {
  readonly events: string;
  readonly reporter: readonly string[];
  readonly verbose: boolean;
  readonly remark: (line: string) => void;
}

/** The exit code is that of the run which is reported: 2 where it was cut off. Rejects with a `UsageError`. */
export async function runReport({ events: path, reporter, verbose, remark }: ReportFlags): Promise<ExitCode> {
  const choices = parseReporterChoices(reporter.length === 0 ? ['terminal'] : reporter);
  if (choices.some(({ file }) => file !== null && outputIdentity(file) === outputIdentity(path)))
    throw new UsageError(`--reporter would write over the events ${path}; give it a file of its own`);
  const events = readEvents(path);
  const cwd = process.cwd();
  // The events may be somebody else's, and name any file of this machine as a source.
  const surroundings = { cwd, sourceRoot: cwd, progress: nowhere(), verbose };
  for (const { name, file } of choices) {
    const destination = file === null ? standardOutput() : fileDestination(file);
    const made = await createReporter(name, destination, surroundings);
    for (const event of events) made.onEvent(event);
    await made.end();
  }
  const { exitCode, errors, stats } = events.reduce(recordEvent, emptyRecord);
  // The terminal's report of a run that never began leaves its errors to the command.
  if (stats.cases === 0) for (const { message } of errors) remark(`trespass: ${escapeText(message)}`);
  return exitCode ?? 2;
}
