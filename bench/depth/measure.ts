/** Runs a search over a generated application as `check` does, and notes when what was first seen of which operation. */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseProperties, composeEngine } from '../../cli/compose.ts';
import { loadConfig } from '../../config/loadConfig.ts';
import type { Attack } from '../../model/attack.ts';
import type { Finding, RunEvent, RunStats } from '../../model/finding.ts';
import type { World } from '../../model/world.ts';
import { flawsOf } from '../../reporters/flaws.ts';
import type { EngineParts } from '../../search/options.ts';
import { search } from '../../search/search.ts';
import { type Application, type PlacedFeature, writeApplication } from './application.ts';
import { namesOf } from './feature.ts';

export interface SearchBounds {
  readonly runs: number | null;
  readonly timeMs: number | null;
  readonly workers: number;
  readonly seed: number;
  readonly python: string;
  /** Operations to attack; empty for all. */
  readonly operations: readonly string[];
}

/** What became of a planted flaw, or of a safe operation that was accused. */
export interface Sighting {
  readonly operation: string;
  readonly kind: string;
  readonly drawn: readonly string[];
  /** Counted from 1 among the cases of its operation; null where nothing was found. */
  readonly atProbe: number | null;
  /** Since the start. */
  readonly atSecond: number | null;
  /** What first found it. */
  readonly by: string | null;
  /** Ids of what was found. */
  readonly findings: readonly string[];
  /** How many cases its operation had. */
  readonly cases: number;
}

export interface DepthResult {
  readonly seed: string;
  readonly size: number;
  readonly operations: number;
  /** Operations whose harmless run failed or reached nothing, with what they answered. */
  readonly untested: readonly string[];
  readonly secondsToFirstCase: number;
  /** Seconds of search, from the first case to the last. */
  readonly secondsOfSearch: number;
  readonly cases: number;
  readonly casesPerSecond: number;
  /** Processes that wanted a core at the end of the search, on average over a minute: more than there are cores slow it down. */
  readonly load: number;
  /** Seconds that each world took to open. */
  readonly worldSeconds: readonly number[];
  readonly flaws: readonly Sighting[];
  readonly accused: readonly Sighting[];
  /** How many flaws a report tells of what was found, informative ones left out. */
  readonly toldFlaws: number;
  /** Twins and other operations that are safe. */
  readonly safe: number;
  readonly errors: readonly string[];
  readonly notes: readonly string[];
  readonly findings: readonly Finding[];
}

/** Writes the application into a folder of its own for the time of the search. */
export async function measureDepth(
  application: Application,
  size: number,
  bounds: SearchBounds,
): Promise<DepthResult> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'trespass-depth-')));
  try {
    await writeApplication(application, folder);
    return await searched(application, size, folder, bounds);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function searched(
  application: Application,
  size: number,
  folder: string,
  { python, ...bounds }: SearchBounds,
): Promise<DepthResult> {
  const watch = openWatch();
  const config = await loadConfig(null, folder);
  const engine = await composeEngine(config, chooseProperties([]), watch.emit, { python });
  const options = { ...bounds, corpus: [], signal: new AbortController().signal };
  const failures: string[] = [];
  await search(watch.over(engine), options).catch((thrown: unknown) => failures.push(String(thrown)));
  const noted = watch.noted();
  const told = [...noted.findings.values()].filter(({ finding }) => finding.severity !== 'info');
  const suspects = new Map<string, PlacedFeature>();
  for (const feature of application.features)
    if (feature.suspect !== null && feature.is === 'flaw') suspects.set(feature.suspect, feature);
  const sightingOf = (operation: string, feature: PlacedFeature): Sighting => {
    const own = told.filter(({ finding }) => finding.operation === operation);
    const [first] = own.toSorted((one, other) => one.atSecond - other.atSecond);
    return {
      operation,
      kind: feature.is === 'twin' ? `${feature.kind} (twin)` : feature.kind,
      drawn: feature.drawn,
      atProbe: first?.atProbe ?? null,
      atSecond: first?.atSecond ?? null,
      by: first?.finding.foundBy ?? null,
      findings: own.map(({ finding }) => finding.id),
      cases: noted.casesOf(operation),
    };
  };
  const safe = application.features.flatMap((feature) =>
    namesOf(feature)
      .filter((name) => !suspects.has(name) && !(feature.alsoFlawed ?? []).includes(name))
      .map((name) => ({ name, feature })),
  );
  const { stats } = noted;
  return {
    seed: application.seed,
    size,
    operations: application.features.flatMap(namesOf).length,
    untested: noted.untested,
    secondsToFirstCase: noted.firstCase,
    secondsOfSearch: noted.lastCase - noted.firstCase,
    cases: stats?.cases ?? 0,
    casesPerSecond: (stats?.cases ?? 0) / Math.max(noted.lastCase - noted.firstCase, 0.001),
    load: loadavg()[0] ?? 0,
    worldSeconds: noted.worldSeconds,
    flaws: [...suspects].map(([name, feature]) => sightingOf(name, feature)),
    accused: safe
      .map(({ name, feature }) => sightingOf(name, feature))
      .filter(({ findings }) => findings.length > 0),
    toldFlaws: flawsOf(told.map(({ finding }) => finding)).length,
    safe: safe.length,
    errors: [...failures, ...noted.errors],
    notes: noted.notes,
    findings: told.map(({ finding }) => finding),
  };
}

interface Noted {
  readonly finding: Finding;
  readonly atProbe: number;
  readonly atSecond: number;
}

/** Stands beside the parts of a search and counts; changes nothing of what they do. */
function openWatch() {
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1_000;
  /** By number of the case, counted from 1, its operation, its count there, and when it was done. */
  const cases: { readonly operation: string; readonly atProbe: number; readonly atSecond: number }[] = [];
  const counts = new Map<string, number>();
  const probed = new WeakMap<Attack, string>();
  const findings = new Map<string, Noted>();
  const worldSeconds: number[] = [];
  const errors: string[] = [];
  const notes: string[] = [];
  const untested: string[] = [];
  let stats: RunStats | null = null;
  const count = (attack: Attack): void => {
    const operation = probed.get(attack) ?? attack.steps.at(-1)?.operation ?? '';
    const atProbe = (counts.get(operation) ?? 0) + 1;
    counts.set(operation, atProbe);
    cases.push({ operation, atProbe, atSecond: seconds() });
  };
  const emit = (event: RunEvent): void => {
    if (event.type === 'finding') {
      const { finding } = event;
      const first = cases[finding.foundAfterCases - 1];
      const known = findings.get(finding.id);
      const when = known ?? {
        atProbe:
          first?.operation === finding.operation ? first.atProbe : (counts.get(finding.operation) ?? 0),
        atSecond: first?.atSecond ?? seconds(),
      };
      findings.set(finding.id, { ...when, finding });
    }
    if (event.type === 'error') errors.push(event.error.message);
    if (event.type === 'rehearsed') {
      for (const { name, tested, refused, answer } of event.operations)
        if (!tested || refused) untested.push(`${name}: ${answer}`);
    }
    if (event.type === 'finished') {
      stats = event.stats;
      notes.push(...event.notes.map(({ kind, text }) => `${kind}: ${text}`));
    }
  };
  const over = (engine: EngineParts): EngineParts => ({
    ...engine,
    probes: (knowledge, operation) => {
      const probes = engine.probes(knowledge, operation);
      for (const { attack } of probes) probed.set(attack, operation);
      return probes;
    },
    classify: (attack, knowledge) => {
      count(attack);
      return engine.classify(attack, knowledge);
    },
    createWorld: async (wish): Promise<World> => {
      const began = seconds();
      const world = await engine.createWorld(wish);
      worldSeconds.push(seconds() - began);
      return world;
    },
  });
  return {
    emit,
    over,
    noted: () => ({
      ...{ findings, worldSeconds, errors, notes, untested, stats: stats as RunStats | null },
      firstCase: cases[0]?.atSecond ?? seconds(),
      lastCase: cases.at(-1)?.atSecond ?? seconds(),
      casesOf: (operation: string): number => counts.get(operation) ?? 0,
    }),
  };
}
