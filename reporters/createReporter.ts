/** The report formats by name, and the reading of `--reporter NAME[=FILE]`. */
import { UsageError } from '../model/errors.ts';
import { escapeText } from '../model/escape.ts';
import type { Destination } from './destination.ts';
import { jsonReporter } from './json.ts';
import { junitReporter } from './junit.ts';
import type { Reporter, Surroundings } from './reporter.ts';
import { sarifReporter } from './sarif.ts';
import { terminalReporter } from './terminal.ts';

export type ReporterName = 'terminal' | 'json' | 'junit' | 'sarif';

export const reporterNames: readonly ReporterName[] = ['terminal', 'json', 'junit', 'sarif'];

export interface ReporterChoice {
  readonly name: ReporterName;
  /** Null for standard output. */
  readonly file: string | null;
}

/** Reads `json` or `json=report.json`. Throws a `UsageError` that lists the formats. */
export function parseReporterChoice(option: string): ReporterChoice {
  const [given = '', ...rest] = option.split('=');
  const name = reporterNames.find((known) => known === given);
  if (name === undefined)
    throw new UsageError(`no reporter "${escapeText(given)}"; there are ${reporterNames.join(', ')}`);
  const file = rest.length === 0 ? null : rest.join('=');
  if (file === '') throw new UsageError(`--reporter ${name}= needs a file name, such as ${name}=report.txt`);
  return { name, file };
}

const formats: Readonly<
  Record<ReporterName, (destination: Destination, surroundings: Surroundings) => Reporter>
> = { terminal: terminalReporter, json: jsonReporter, junit: junitReporter, sarif: sarifReporter };

/** A reporter that writes to `destination`, with progress on standard error. */
export function createReporter(
  name: ReporterName,
  destination: Destination,
  surroundings: Surroundings = { cwd: process.cwd(), progress: process.stderr },
): Reporter {
  return formats[name](destination, surroundings);
}
