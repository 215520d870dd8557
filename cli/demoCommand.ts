/** `demo`: attacks the three twins of the bundled example, and says whether exactly the planted flaws were found. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ensureExamplePython } from '../adapters/python/environment.ts';
import type { Finding, RunEvent } from '../model/finding.ts';
import { packageRoot } from '../model/packageRoot.ts';
import type { JailChoice } from '../model/target.ts';
import { createReporter } from '../reporters/createReporter.ts';
import { fileDestination, standardOutput } from '../reporters/destination.ts';
import { nowhere } from '../reporters/nowhere.ts';
import { search } from '../search/search.ts';
import { chooseProperties, composeEngine } from './compose.ts';
import { readConfig } from './readConfig.ts';
import { type ExitCode, startedEvent } from './runCommand.ts';

/** A planted flaw of the example: which operation of which twin must break which property. */
export interface PlantedFlaw {
  readonly id: string;
  readonly twin: string;
  readonly operation: string;
  readonly property: string;
  readonly advisory: string;
}

const flawsSchema = z.array(
  z.strictObject({
    id: z.string(),
    twin: z.string(),
    operation: z.string(),
    property: z.string(),
    advisory: z.string(),
  }),
);

export const twins: readonly string[] = ['vulnerable', 'advisory', 'hardened'];

/** The planted flaws of the bundled example. */
export function plantedFlaws(): readonly PlantedFlaw[] {
  return flawsSchema.parse(
    JSON.parse(readFileSync(join(packageRoot, 'examples', 'acme', 'flaws.json'), 'utf8')),
  );
}

/**
 * The findings on a twin that were not planted, and the planted flaws that were not found; informative findings are ignored.
 */
export function compareWithPlanted(
  twin: string,
  findings: readonly Finding[],
): { missing: string[]; unexpected: string[] } {
  const told = new Set(
    findings
      .filter(({ severity }) => severity !== 'info')
      .map((finding) => `${finding.property} of ${finding.operation}`),
  );
  const planted = new Set(
    plantedFlaws()
      .filter((flaw) => flaw.twin === twin)
      .map((flaw) => `${flaw.property} of ${flaw.operation}`),
  );
  return {
    missing: [...planted].filter((flaw) => !told.has(flaw)),
    unexpected: [...told].filter((flaw) => !planted.has(flaw)),
  };
}

/** One flaw is shown in full for each twin; the others are in the file. */
const detailsMax = 1;

export interface DemoFlags {
  readonly seed: number;
  readonly runs: number;
  readonly workers: number;
  readonly jail: JailChoice;
  readonly signal: AbortSignal;
  readonly write: (line: string) => void;
}

/** Runs the demo. Exit code 0 if exactly the planted flaws were found. */
export async function runDemo(flags: DemoFlags): Promise<ExitCode> {
  const { signal, write } = flags;
  const python = await ensureExamplePython((progress) => process.stderr.write(`${progress}\n`));
  let exact = true;
  for (const twin of twins) {
    write(`\nThe ${twin} twin`);
    const findings = await attackTwin(twin, python, flags);
    if (signal.aborted) return 2;
    const { missing, unexpected } = compareWithPlanted(twin, findings);
    for (const flaw of missing) write(`  missed: ${flaw}`);
    for (const flaw of unexpected) write(`  not planted: ${flaw}`);
    exact &&= missing.length === 0 && unexpected.length === 0;
  }
  write(
    exact ? '\nExactly the planted flaws were found.' : '\nThe findings are not exactly the planted flaws.',
  );
  return exact ? 0 : 1;
}

async function attackTwin(
  twin: string,
  python: string,
  { seed, runs, workers, jail, signal, write }: DemoFlags,
): Promise<readonly Finding[]> {
  const config = await readConfig(join(packageRoot, 'examples', 'acme', `${twin}.config.ts`), process.cwd());
  const surroundings = { cwd: process.cwd(), progress: process.stderr };
  const file = join('.trespass', 'demo', `${twin}.txt`);
  const reporters = [
    await createReporter('terminal', standardOutput(), { ...surroundings, detailsMax }),
    await createReporter('terminal', fileDestination(file), {
      ...surroundings,
      ...{ progress: nowhere(), verbose: true },
    }),
  ];
  const emit = (event: RunEvent): void => {
    for (const reporter of reporters) reporter.onEvent(event);
  };
  const chosen = chooseProperties([]);
  try {
    emit(startedEvent(config, seed, chosen));
    const parts = await composeEngine(config, chosen, emit, { python, jail });
    const { findings } = await search(parts, {
      seed,
      runs,
      timeMs: null,
      workers,
      operations: [],
      corpus: [],
      signal,
    });
    return findings;
  } finally {
    for (const reporter of reporters) await reporter.end();
    write(`every finding and the whole ledger: ${file}`);
  }
}
