/** `replay`: runs saved findings again and prints a verdict for each. */
import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { type ConfigPlace, configPlace, isConfigName } from '../config/loadConfig.ts';
import type { CorpusEntry } from '../corpus/entry.ts';
import { openCorpus } from '../corpus/store.ts';
import type { Power } from '../model/attack.ts';
import type { Config } from '../model/config.ts';
import { EnvironmentError, UsageError } from '../model/errors.ts';
import { escapeText } from '../model/escape.ts';
import { powersMissing } from '../model/finding.ts';
import { locationsOnWay } from '../model/place.ts';
import type { JailChoice, TargetServer } from '../model/target.ts';
import type { World } from '../model/world.ts';
import { walkLines } from '../reporters/walkText.ts';
import type { EngineParts } from '../search/options.ts';
import { replay, type Verdict } from '../search/replay.ts';
import { lessonsFor } from '../world/lessons/lessons.ts';
import { chooseProperties, composeEngine } from './compose.ts';
import { readConfig } from './readConfig.ts';
import type { ExitCode } from './runCommand.ts';

export interface ReplayFlags {
  readonly config: string | null;
  readonly findings: readonly string[];
  /** The server through which requests are sent; null for that of the config, if any. */
  readonly server?: TargetServer | null;
  readonly jail: JailChoice;
  readonly signal: AbortSignal;
  readonly write: (line: string) => void;
  /** Called with the verdict of each finding. */
  readonly onVerdict?: (id: string, verdict: Verdict) => void;
}

/**
 * Replays the named findings, or all. Exit code 1 if one still fails that is not informative, 2 if one could not be judged,
 * because it was inconclusive or refers to something that is gone. Rejects with a `UsageError` if none is saved.
 */
export async function runReplay(flags: ReplayFlags): Promise<ExitCode> {
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
function strangeConfig(configFile: string, { folder, file }: ConfigPlace): string | null {
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
  { jail, signal, write, server = null, onVerdict = () => undefined }: ReplayFlags,
): Promise<ExitCode> {
  const config = server === null ? given : { ...given, target: { ...given.target, server } };
  const through = server === given.target.server ? null : server;
  const parts = await composeEngine(config, chooseProperties([]), () => undefined, {
    jail,
    lessons: lessonsFor(entries.map(({ attack }) => attack)),
  });
  let world: World | null = await parts.createWorld({ signal });
  let isLost = false;
  let worst: ExitCode = 0;
  try {
    for (const entry of entries) {
      if (signal.aborted) break;
      if (isLost) world = await anotherWorld(parts, signal);
      const verdict =
        world === null
          ? lostForGood
          : await replay(parts, world, { ...entry, others: otherEntries(entry, all) });
      const missing = world === null ? [] : powersMissing(entry.attack, world.knowledge.means);
      onVerdict(entry.id, verdict);
      write(verdictText(entry, verdict, { folder: config.folder, missing, through }));
      const code = missing.length > 0 && 'judged' in verdict ? 0 : replayExitCode(verdict);
      worst = worst === 2 || code === 2 ? 2 : worst === 1 ? 1 : code;
      isLost = verdict.kind === 'INCONCLUSIVE';
      if (isLost) await world?.close();
    }
  } finally {
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

interface VerdictPlace {
  readonly folder: string;
  /** Powers that the config grants nobody. */
  readonly missing: readonly Power[];
  /** A server through which the finding was not found; null for none. */
  readonly through: TargetServer | null;
}

function verdictText(
  entry: CorpusEntry,
  verdict: Verdict,
  { folder, missing, through }: VerdictPlace,
): string {
  const id = escapeText(entry.id);
  switch (verdict.kind) {
    case 'FIXED':
      if (through !== null)
        return `NOT THROUGH ${through} ${id}: it is fixed, or that server changes the request on its way; replay it without --server`;
      return `FIXED ${id}: ${escapeText(entry.operation)} does not do it any more`;
    case 'STILL FAILS':
    case 'FLAKY': {
      const { location, unsafeSummary } = verdict.judged.violation;
      const place =
        location === null
          ? ''
          : ` at ${locationsOnWay(location)
              .map(({ file, line }) => `${escapeText(file.replace(`${folder}/`, ''))}:${line}`)
              .join(', by ')}`;
      const label = verdict.kind === 'FLAKY' ? `FLAKY ${verdict.shown} of ${verdict.tries}` : 'STILL FAILS';
      const walk = walkLines(verdict.judged.violation.access?.walk).map((line) => `\n  ${line}`);
      const condition = missing.length === 0 ? '' : `, if attacker.powers holds ${missing.join(', ')}`;
      const way = through === null ? '' : `, through ${through} too`;
      return `${label} ${id}: ${escapeText(unsafeSummary)}${place}${way}${condition}${walk.join('')}`;
    }
    case 'STALE':
      return `STALE ${id}: ${escapeText(verdict.missing)} is gone, so that nothing is known of what it showed; declare it again, or search again and delete the file`;
    case 'INCONCLUSIVE':
      return `INCONCLUSIVE ${id}: ${escapeText(verdict.reason)}`;
  }
}
