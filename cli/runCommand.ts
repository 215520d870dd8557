/** `check` and `fuzz`: run one search, report it in every format, and save its findings as they come. */
import { relative } from 'node:path';
import { keepFindings } from '../corpus/keepFindings.ts';
import { openCorpus } from '../corpus/store.ts';
import type { Config } from '../model/config.ts';
import { EnvironmentError, messageOf, UsageError } from '../model/errors.ts';
import type { DocumentedProperty, RunEvent, Severity } from '../model/finding.ts';
import type { JailChoice } from '../model/target.ts';
import { createReporter, parseReporterChoices, type ReporterChoice } from '../reporters/createReporter.ts';
import { fileDestination, outputIdentity, standardOutput } from '../reporters/destination.ts';
import { eventsReporter } from '../reporters/events.ts';
import { githubJob, githubReporter } from '../reporters/github/github.ts';
import type { Reporter } from '../reporters/reporter.ts';
import { isGuided } from '../search/guide.ts';
import { search } from '../search/search.ts';
import type { Shard } from '../search/shard.ts';
import { openBaseline } from './baseline.ts';
import { type CampaignFlags, type OpenedCampaign, resumeCampaign } from './campaign.ts';
import { chooseOperations } from './chosenOperations.ts';
import { chooseProperties, composeEngine, requireOperations } from './compose.ts';
import { packageVersion } from './packageVersion.ts';
import { readOrExplore } from './readConfig.ts';
import { openThreshold } from './threshold.ts';

export interface RunFlags {
  readonly config: string | null;
  readonly runs: number | null;
  readonly timeMs: number | null;
  readonly boundsAreDefault: boolean;
  /** Cases for each attacked operation, where `runs` is null; absent for no such bound. */
  readonly runsPerOperation?: number;
  /** The command without its bounds, so that a report can say how to continue. */
  readonly command: string;
  readonly seed: number;
  readonly workers: number;
  /** The part of the plan to judge; null for all. */
  readonly shard: Shard | null;
  readonly property: readonly string[];
  readonly reporter: readonly string[];
  /** Where the stream of events is kept; null for nowhere. */
  readonly events: string | null;
  /** The whole ledger, and what only informs. */
  readonly verbose: boolean;
  readonly operations: readonly string[];
  /** Patterns of operations that are not attacked. */
  readonly exclude: readonly string[];
  /** The least severe findings that are reported; null for all. */
  readonly severity: Severity | null;
  /** The least severe findings that fail the run; null for those that are reported and do not only inform. */
  readonly failOn: Severity | null;
  /** How many flaws end the search; null for no bound. */
  readonly stopAt: number | null;
  readonly jail: JailChoice;
  /** Keep what exploring finds where there is no config. */
  readonly savesConfig: boolean;
  /** Whether attacks that went new ways through the target's code are changed and tried again; absent for no. */
  readonly guided?: boolean;
  /** Whether a page shows how far the run is; absent for no. */
  readonly ui?: boolean;
  /** Goes on with a campaign; null where nothing is remembered of what was judged. */
  readonly campaign: { readonly fresh: boolean } | null;
  readonly remark: (line: string) => void;
  readonly signal: AbortSignal;
}

export type ExitCode = 0 | 1 | 2;

/** Runs the search. Resolves to the exit code; rejects with a `UsageError` or an `EnvironmentError`. */
export async function runSearch(flags: RunFlags): Promise<ExitCode> {
  const choices = parseReporterChoices(flags.reporter.length === 0 ? ['terminal'] : flags.reporter);
  requireOwnEvents(flags.events, choices);
  const chosen = chooseProperties(flags.property);
  const { jail, signal, savesConfig: saves, remark } = flags;
  const whole = await readOrExplore(flags.config, process.cwd(), { jail, signal, saves, remark });
  requireOperations(whole);
  const { config, operations, notes, covers } = chooseOperations(whole, flags.operations, flags.exclude);
  const corpus = openCorpus(config.folder);
  const { entries, errors } = await corpus.load();
  const own = entries.filter(({ foundWith }) => isOwn(foundWith.config, config));
  const storedIds = new Set(own.map(({ id }) => id));
  const tried = own.filter(({ attack }) => covers(attack));
  const judgedFor = new Set(chosen.map(({ id }) => id));
  const baseline = await openBaseline(
    config.folder,
    own,
    tried.filter(({ property }) => judgedFor.has(property)),
  );
  const { countedOf } = baseline;
  const threshold = openThreshold(flags, signal, countedOf);
  const reporters: Reporter[] = [];
  const tellAll = (event: RunEvent): void => {
    for (const reporter of reporters) reporter.onEvent(event);
  };
  const keeping = keepFindings(corpus, { config: config.file, seed: flags.seed }, (error) =>
    tellAll({ type: 'error', error }),
  );
  const emit = (event: RunEvent): void => {
    if (event.type === 'finding') keeping.keep(event.finding);
    const added = [...notes, ...threshold.notes, ...(opened?.notes ?? [])];
    if (event.type === 'rehearsed') tellAll({ ...event, notes: [...event.notes, ...added] });
    else if (event.type === 'finished')
      tellAll({ ...event, notes: [...event.notes, ...(opened?.campaign.notes() ?? [])] });
    else if (event.type !== 'finding' || threshold.tells(event.finding)) tellAll(event);
  };
  const opened = await openedCampaign(flags, whole, {
    ...{ folder: corpus.folder, properties: chosen.map(({ id }) => id), findings: tried.length },
    stored: () => keeping.done().then(() => !keeping.failed()),
    tell: (message) =>
      tellAll({ type: 'error', error: { kind: 'corpus', message, operation: null, attack: null } }),
  });
  const parts = await composeEngine(config, chosen, emit, {
    ...{ jail: flags.jail, storedIds },
    branches: isGuided(flags),
  });
  const surroundings = { cwd: process.cwd(), progress: process.stderr, verbose: flags.verbose };
  for (const { name, file } of choices) {
    const destination = file === null ? standardOutput() : fileDestination(file);
    reporters.push(await createReporter(name, destination, surroundings));
  }
  if (flags.events !== null) reporters.push(eventsReporter(fileDestination(flags.events)));
  if (flags.ui === true) {
    const { openWatchServer } = await import('../reporters/live/watchServer.ts');
    const watch = await openWatchServer(process.cwd());
    reporters.push(watch);
    remark(`watch it at ${watch.address}`);
  }
  const job = githubJob(process.env, process.cwd());
  const github = job === null ? null : githubReporter(job, remark);
  if (github !== null) reporters.push(github);
  emit({ ...startedEvent(config, flags.seed, chosen), ...baseline.members, command: flags.command });
  for (const error of errors) emit({ type: 'error', error });
  let ended: ExitCode = 2;
  let incomplete: EnvironmentError | null = null;
  try {
    const { campaign: _campaign, ...bounds } = flags;
    const { exitCode } = await search(parts, {
      ...bounds,
      runs: runsOf(flags, operations.length === 0 ? config.operations.length : operations.length),
      ...{ operations, signal: threshold.signal, failOn: threshold.failOn, countedOf },
      corpus: tried.map(({ attack }) => attack),
      ...(opened === null ? {} : { campaign: opened.campaign, seed: opened.seed }),
    });
    ended = exitCode;
  } finally {
    await keeping.done();
    await opened?.campaign.close();
    incomplete = await endReports(reporters.filter((reporter) => reporter !== github));
    // Last, because until then the runner takes no command from what other reports write.
    await github?.end();
  }
  if (incomplete !== null) throw incomplete;
  return ended === 0 && (errors.length > 0 || keeping.failed()) ? 2 : ended;
}

/** The campaign of a `fuzz`, after its line was said; null for any other search. */
async function openedCampaign(
  { campaign, seed, remark }: RunFlags,
  config: Config,
  more: Omit<CampaignFlags, 'fresh' | 'seed'>,
): Promise<OpenedCampaign | null> {
  if (campaign === null) return null;
  const opened = await resumeCampaign(config, { ...more, seed, fresh: campaign.fresh });
  remark(opened.line);
  return opened;
}

function runsOf({ runs, runsPerOperation }: RunFlags, operations: number): number | null {
  return runs === null && runsPerOperation !== undefined ? runsPerOperation * operations : runs;
}

/** Throws a `UsageError` if a report would write into the stream of events. */
function requireOwnEvents(events: string | null, choices: readonly ReporterChoice[]): void {
  const identity = events === null ? null : outputIdentity(events);
  if (identity === null) return;
  const same = choices.find(({ file }) => outputIdentity(file) === identity);
  if (same !== undefined)
    throw new UsageError(
      `--events and --reporter ${same.name} both write to ${events}; give one a file of its own, such as --events events.ndjson`,
    );
}

/**
 * Ends every report and returns the error of the first that is incomplete. An error in one does not prevent the end of others.
 */
async function endReports(reporters: readonly Reporter[]): Promise<EnvironmentError | null> {
  const ends = await Promise.allSettled(reporters.map((reporter) => reporter.end()));
  const failed = ends.flatMap((end): unknown[] => (end.status === 'rejected' ? [end.reason] : []));
  if (failed.length === 0) return null;
  return new EnvironmentError(failed.map(messageOf).join('\n'), { cause: failed[0] });
}

export function startedEvent(
  config: Config,
  seed: number,
  chosen: readonly DocumentedProperty[],
): Extract<RunEvent, { type: 'started' }> {
  const operations = config.operations.map(({ name }) => name);
  const properties = chosen.map(({ id, cwe, severity, promise, remedy, flawed, corrected }) => ({
    ...{ id, cwe, severity, promise },
    advice: { remedy, flawed, corrected },
  }));
  const [first, ...more] = config.actors;
  // A Storage or a field does not know the actor, so a second one would change nothing.
  const tellsActors = config.operations.some(({ entry: { kind } }) => kind !== 'storage' && kind !== 'field');
  const soleActor = first !== undefined && more.length === 0 && tellsActors ? { soleActor: first.name } : {};
  return {
    ...{ type: 'started', version: packageVersion(), seed, config: config.file, operations, properties },
    ...soleActor,
  };
}

/** Several configs may share a folder; a saved attack is tried only with the config with which it was found. */
export function isOwn(configOfFinding: string, config: Config): boolean {
  return configOfFinding === config.file || configOfFinding === relative(config.folder, config.file);
}
