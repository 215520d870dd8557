/**
 * `prove`: tries every attack on an operation within a bound, and says that none escapes, or shows the smallest that does. It
 * claims nothing beyond the bound, and nothing where a case could not be judged.
 */
import { keepFindings } from '../corpus/keepFindings.ts';
import { openCorpus } from '../corpus/store.ts';
import { attacksWithin, type BoundedAttacks } from '../generators/index.ts';
import { UsageError } from '../model/errors.ts';
import { escapeText } from '../model/escape.ts';
import type { RunEvent } from '../model/finding.ts';
import { proofLimits } from '../model/proofLimits.ts';
import type { JailChoice } from '../model/target.ts';
import { createReporter } from '../reporters/createReporter.ts';
import { standardOutput } from '../reporters/destination.ts';
import { formatCount, formatDuration, formatQuantity } from '../reporters/quantity.ts';
import { type SearchResult, search } from '../search/search.ts';
import { chooseOperations } from './chosenOperations.ts';
import { chooseProperties, composeEngine } from './compose.ts';
import { readConfig } from './readConfig.ts';
import { isOwn, startedEvent } from './runCommand.ts';

export interface ProveFlags {
  readonly config: string | null;
  readonly operation: string;
  readonly names: number;
  readonly entries: number;
  readonly timeMs: number | null;
  readonly workers: number;
  readonly jail: JailChoice;
  readonly signal: AbortSignal;
  readonly write: (line: string) => void;
  readonly remark: (line: string) => void;
}

/** What an escape is: something is touched, or told, that is not the attacker's. */
const escapes = [
  ...['no-write-outside', 'no-read-outside', 'no-delete-outside', 'no-metadata-change-outside'],
  ...['no-cross-tenant-read', 'no-cross-tenant-write', 'no-cross-tenant-delete', 'no-link-out'],
  'no-disclosure',
];

const seed = 1;

/** Resolves to 0 if nothing escapes, to 1 if something does, and to 2 if it cannot be said. */
export async function runProve(flags: ProveFlags): Promise<0 | 1 | 2> {
  const { operation, signal, write, remark } = flags;
  const whole = await readConfig(flags.config, process.cwd());
  const { config } = chooseOperations(whole, [operation]);
  if (!config.operations.some(({ name }) => name === operation))
    throw new UsageError(`prove takes one operation by its name, not "${operation}"`);
  const properties = chooseProperties(escapes);
  const corpus = openCorpus(config.folder);
  const { entries } = await corpus.load();
  const own = entries.filter(({ foundWith }) => isOwn(foundWith.config, config));
  const events: RunEvent[] = [startedEvent(config, seed, properties)];
  const keeping = keepFindings(corpus, { config: config.file, seed }, (error) =>
    events.push({ type: 'error', error }),
  );
  const found = new AbortController();
  const told = openProofProgress(remark);
  const emit = (event: RunEvent): void => {
    if (event.type === 'progress') told.progress(event.cases, event.seconds);
    else events.push(event);
    if (event.type !== 'finding') return;
    keeping.keep(event.finding);
    // Smaller attacks come first, so that what is left to do is to shrink this one.
    found.abort();
  };
  const storedIds = new Set(own.map(({ id }) => id));
  const parts = await composeEngine(config, properties, emit, { jail: flags.jail, storedIds });
  let bounded: BoundedAttacks | null = null;
  const result = await search(parts, {
    ...{ seed, runs: null, timeMs: flags.timeMs, workers: flags.workers, failOn: 'info' },
    ...{ operations: [operation], corpus: [], signal: AbortSignal.any([signal, found.signal]) },
    enumerate: (knowledge) => {
      bounded = attacksWithin(knowledge, operation, flags);
      told.begin(operation, bounded);
      return bounded.attacks();
    },
  });
  await keeping.done();
  if (result.findings.length > 0) await reportEscape(events);
  else for (const { message } of result.errors) remark(escapeText(message));
  return tellVerdict(result, bounded, write);
}

async function reportEscape(events: readonly RunEvent[]): Promise<void> {
  const surroundings = { cwd: process.cwd(), progress: process.stderr };
  const reporter = await createReporter('terminal', standardOutput(), surroundings);
  // What ended the search is that something was found.
  for (const event of events)
    reporter.onEvent(
      event.type === 'finished' ? { ...event, stats: { ...event.stats, ended: null } } : event,
    );
  await reporter.end();
}

/** Says what the bound is, and now and then how long it takes. */
function openProofProgress(remark: (line: string) => void) {
  let total = 0;
  let next = 0;
  return {
    begin: (operation: string, { count, within, beyond }: BoundedAttacks): void => {
      if (count > proofLimits.casesMax)
        throw new UsageError(
          `${formatQuantity(count, 'case')} are within this bound, and at most ${formatCount(proofLimits.casesMax)} are tried; give less, such as --names 2 --entries 1`,
        );
      total = count;
      remark(`${escapeText(operation)}: ${formatQuantity(count, 'case')}`);
      for (const one of within) remark(`  within the bound: ${escapeText(one)}`);
      for (const one of beyond) remark(`  not part of it: ${escapeText(one)}`);
    },
    progress: (cases: number, seconds: number): void => {
      if (seconds < next || cases === 0 || total === 0) return;
      next = seconds + proofLimits.progressSeconds;
      const left = Math.max(0, total - cases) * (seconds / cases);
      remark(`${formatCount(cases)} of ${formatQuantity(total, 'case')}, ${formatDuration(left)} to go`);
    },
  };
}

function tellVerdict(
  { findings, stats, exitCode }: SearchResult,
  bounded: BoundedAttacks | null,
  write: (line: string) => void,
): 0 | 1 | 2 {
  const { count = 0 } = bounded ?? {};
  if (findings.length > 0) {
    write('not safe within this bound: the smallest attack that escapes is above, and stored');
    return 1;
  }
  // The harmless run is one case more.
  const judged = Math.max(0, stats.cases - stats.inconclusive - 1);
  const isWhole = stats.ended?.by === 'exhausted' && stats.inconclusive === 0 && judged === count;
  if (isWhole && exitCode === 0) {
    write(`no escape within this bound: ${formatQuantity(count, 'case')}`);
    return 0;
  }
  const open = stats.inconclusive === 0 ? '' : `, and ${formatCount(stats.inconclusive)} could not be judged`;
  write(`nothing is proved: ${formatCount(judged)} of ${formatQuantity(count, 'case')} were judged${open}`);
  return 2;
}
