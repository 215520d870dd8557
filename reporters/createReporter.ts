/** The report formats by name, and the parser of `--reporter NAME[=FILE]`. */
import { UsageError } from '../model/errors.ts';
import { type Destination, outputIdentity } from './destination.ts';
import type { Reporter, Surroundings } from './reporter.ts';

export type ReporterName = 'terminal' | 'json' | 'junit' | 'sarif' | 'gitlab' | 'html' | 'har';

export const reporterNames: readonly ReporterName[] = [
  'terminal',
  'json',
  'junit',
  'sarif',
  'gitlab',
  'html',
  'har',
];

export interface ReporterChoice {
  readonly name: ReporterName;
  /** Null means standard output. */
  readonly file: string | null;
}

/** Parses `json` or `json=report.json`. Throws a `UsageError` that lists the formats. */
export function parseReporterChoice(option: string): ReporterChoice {
  const [given = '', ...rest] = option.split('=');
  const name = reporterNames.find((known) => known === given);
  if (name === undefined)
    throw new UsageError(`no reporter "${given}"; there are ${reporterNames.join(', ')}`);
  const file = rest.length === 0 ? null : rest.join('=');
  if (file === '') throw new UsageError(`--reporter ${name}= needs a file name, such as ${name}=report.txt`);
  return { name, file };
}

/** Parses every `--reporter`. Throws a `UsageError` if two would write to one output. */
export function parseReporterChoices(options: readonly string[]): readonly ReporterChoice[] {
  const choices = options.map(parseReporterChoice);
  const taken = new Map<string, ReporterChoice>();
  for (const choice of choices) {
    const output = outputIdentity(choice.file);
    if (output === null) continue;
    const other = taken.get(output);
    if (other !== undefined)
      throw new UsageError(
        `--reporter ${other.name} and --reporter ${choice.name} both write to ${choice.file ?? 'standard output'}, where neither could be read; give one a file of its own, such as ${choice.name}=${choice.name}-report.txt`,
      );
    taken.set(output, choice);
  }
  return choices;
}

type MakeReporter = (destination: Destination, surroundings: Surroundings) => Reporter | Promise<Reporter>;

/** A format is loaded when it is chosen: most runs need no XML. */
const reporterFormats: Readonly<Record<ReporterName, () => Promise<MakeReporter>>> = {
  terminal: async () => (await import('./terminal.ts')).terminalReporter,
  json: async () => (await import('./json.ts')).jsonReporter,
  junit: async () => (await import('./junit.ts')).junitReporter,
  sarif: async () => (await import('./sarif.ts')).sarifReporter,
  gitlab: async () => (await import('./gitlab.ts')).gitlabReporter,
  har: async () => (await import('./har.ts')).harReporter,
  html: async () => (await import('./html.ts')).htmlReporter,
};

/** A reporter that writes to `destination`, with progress on standard error. */
export async function createReporter(
  name: ReporterName,
  destination: Destination,
  surroundings: Surroundings = { cwd: process.cwd(), progress: process.stderr },
): Promise<Reporter> {
  const make = await reporterFormats[name]();
  return await make(destination, surroundings);
}
