/** `replay`: runs saved findings again and prints a verdict for each. */
import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { type ConfigPlace, configPlace, isConfigName } from '../config/loadConfig.ts';
import type { CorpusEntry } from '../corpus/entry.ts';
import { openCorpus } from '../corpus/store.ts';
import type { Config } from '../model/config.ts';
import { EnvironmentError, UsageError } from '../model/errors.ts';
import { escapeText } from '../model/escape.ts';
import { powersMissing } from '../model/finding.ts';
import { limits } from '../model/limits.ts';
import type { JailChoice, TargetServer } from '../model/target.ts';
import type { World } from '../model/world.ts';
import { fileDestination } from '../reporters/destination.ts';
import { curlLines } from '../reporters/findingText.ts';
import { harText, type TrafficPage } from '../reporters/har.ts';
import type { EngineParts } from '../search/options.ts';
import { replay, type Verdict } from '../search/replay.ts';
import { lessonsFor } from '../world/lessons/lessons.ts';
import { chooseProperties, composeEngine } from './compose.ts';
import { openNeighbours } from './neighbours.ts';
import { packageVersion } from './packageVersion.ts';
import { readConfig } from './readConfig.ts';
import type { ExitCode } from './runCommand.ts';
import { verdictText } from './verdictText.ts';

export interface ReplayFlags {
  readonly config: string | null;
  readonly findings: readonly string[];
  /** The server through which requests are sent; null for that of the config, if any. */
  readonly server?: TargetServer | null;
  /** The file that keeps what is sent as recorded traffic; null for none. */
  readonly har?: string | null;
  readonly jail: JailChoice;
  readonly signal: AbortSignal;
  readonly write: (line: string) => void;
  /** How many attacks like one that does nothing any more are tried on its operation. */
  readonly neighbours?: number;
  /** Called with the requests of each finding. */
  readonly onTraffic?: (page: TrafficPage) => void;
  /** Called with the verdict of each finding. */
  readonly onVerdict?: (id: string, verdict: Verdict) => void;
}

/**
 * Replays the named findings, or all. Exit code 1 if one still fails that is not informative, 2 if one could not be judged,
 * because it was inconclusive or refers to something that is gone. Rejects with a `UsageError` if none is saved.
 */
export async function runReplay(flags: ReplayFlags): Promise<ExitCode> {
  const { har = null, signal } = flags;
  if (har === null) return await replayAll(flags);
  const destination = fileDestination(har);
  const pages: TrafficPage[] = [];
  try {
    return await replayAll({ ...flags, onTraffic: (page) => void pages.push(page) });
  } finally {
    destination.write(harText(pages, packageVersion(), { isWhole: !signal.aborted }));
    await destination.end();
  }
}

async function replayAll(flags: ReplayFlags): Promise<ExitCode> {
  const { config: path, findings, signal, write } = flags;
  const place = configPlace(path, process.cwd());
  const { folder } = place;
  const corpus = openCorpus(folder);
  const { entries, errors } =
    findings.length === 0 ? await corpus.load() : await entriesNamed(corpus, findings);
  // What a replay shows may be the cause of another saved finding, a named one or not.
  const all = findings.length === 0 ? entries : (await corpus.load()).entries;
  for (const error of errors) write(escapeText(error.message));
  if (entries.length === 0 && errors.length === 0)
    throw new UsageError(
      `nothing was replayed: no findings are kept in ${corpus.folder}; search for some with: trespass check`,
    );
  let worst: ExitCode = errors.length > 0 ? 2 : 0;
  for (const [configFile, group] of groupByConfig(entries, path)) {
    if (signal.aborted) break;
    const strange = path === null ? strangeConfig(configFile, place) : null;
    if (strange !== null)
      for (const entry of group) write(`NOT RUN ${escapeText(`${entry.id}: ${strange}`)}`);
    const code =
      strange === null ? await replayGroup(await readConfig(configFile, folder), group, all, flags) : 2;
    worst = worst === 2 || code === 2 ? 2 : worst === 1 ? 1 : code;
  }
  return signal.aborted ? 2 : worst;
}

/**
 * Why the config that a finding names is not run. A finding is a document that people exchange and review, so it may name no
 * code but a config beside it. Null if the config may be run.
 */
export function strangeConfig(configFile: string, { folder, file }: ConfigPlace): string | null {
  if (resolve(folder, configFile) === file) return null;
  const name = relative(folder, resolve(folder, configFile));
  const yourself = 'name it yourself to run it: trespass replay --config FILE';
  if (!isConfigName(name))
    return `it was found with ${configFile}, which is no config in ${folder} by its name; ${yourself}`;
  return existsSync(resolve(folder, name))
    ? null
    : `it was found with ${configFile}, which is not there any more; ${yourself}, or delete the finding`;
}

async function entriesNamed(
  corpus: ReturnType<typeof openCorpus>,
  ids: readonly string[],
): Promise<{ entries: readonly CorpusEntry[]; errors: readonly [] }> {
  return { entries: await Promise.all(ids.map((id) => corpus.find(id))), errors: [] };
}

/** A finding is replayed with the config with which it was found, unless another is named. */
function groupByConfig(entries: readonly CorpusEntry[], path: string | null): Map<string, CorpusEntry[]> {
  const groups = new Map<string, CorpusEntry[]>();
  for (const entry of entries) {
    const config = path === null ? entry.foundWith.config : resolve(process.cwd(), path);
    groups.set(config, [...(groups.get(config) ?? []), entry]);
  }
  return groups;
}

async function replayGroup(
  given: Config,
  entries: readonly CorpusEntry[],
  all: readonly CorpusEntry[],
  {
    jail,
    signal,
    write,
    server = null,
    neighbours: cases = limits.neighbourhoodCases,
    onVerdict = () => undefined,
    onTraffic = () => undefined,
  }: ReplayFlags,
): Promise<ExitCode> {
  const config = server === null ? given : { ...given, target: { ...given.target, server } };
  const through = server === given.target.server ? null : server;
  const parts = await composeEngine(config, chooseProperties([]), () => undefined, {
    jail,
    lessons: lessonsFor(entries.map(({ attack }) => attack)),
  });
  const neighbours = openNeighbours(
    () => composeEngine(config, chooseProperties([]), () => undefined, { jail }),
    entries,
    cases,
    signal,
  );
  let world: World | null = await parts.createWorld({ signal });
  let isLost = false;
  let worst: ExitCode = 0;
  try {
    for (const entry of entries) {
      if (signal.aborted) break;
      if (isLost) world = await anotherWorld(parts, signal);
      const others = otherEntries(entry, all);
      const own = world === null ? lostForGood : await replay(parts, world, { ...entry, others });
      // Through another server nothing is searched, so that nothing like it is tried either.
      const verdict =
        own.kind === 'FIXED' && through === null ? await neighbours.verdictOn(entry, others) : own;
      const missing = world === null ? [] : powersMissing(entry.attack, world.knowledge.means);
      onVerdict(entry.id, verdict);
      write(verdictText(entry, verdict, { folder: config.folder, missing, through }));
      const isJudged = verdict.kind === 'FIXED' || 'judged' in verdict;
      const { exchanges = [] } = world !== null && isJudged ? world.describe(entry.attack) : {};
      if (verdict.kind === 'STILL FAILS') for (const line of curlLines({ exchanges })) write(`  ${line}`);
      onTraffic({ id: entry.id, unsafeTitle: entry.summary, exchanges });
      const code = missing.length > 0 && 'judged' in verdict ? 0 : replayExitCode(verdict);
      worst = worst === 2 || code === 2 ? 2 : worst === 1 ? 1 : code;
      isLost = verdict.kind === 'INCONCLUSIVE';
      if (isLost) await world?.close();
    }
  } finally {
    await neighbours.close();
    await world?.close();
  }
  return worst;
}

function otherEntries({ id, property, operation }: CorpusEntry, all: readonly CorpusEntry[]) {
  return all.filter(
    (other) => other.id !== id && other.property === property && other.operation === operation,
  );
}

const lostForGood: Verdict = {
  kind: 'INCONCLUSIVE',
  reason: 'the target was lost, and no other could be started',
};

/** A new world after one was lost; null if none starts. */
async function anotherWorld({ createWorld }: EngineParts, signal: AbortSignal): Promise<World | null> {
  try {
    return await createWorld({ signal });
  } catch (thrown) {
    if (thrown instanceof EnvironmentError) return null;
    throw thrown;
  }
}

/** An informative finding does not fail a replay, as it does not fail a check. */
function replayExitCode(verdict: Verdict): ExitCode {
  if (verdict.kind === 'STALE' || verdict.kind === 'INCONCLUSIVE') return 2;
  return verdict.kind === 'FIXED' || verdict.judged.property.severity === 'info' ? 0 : 1;
}
