/**
 * The search: corpus first, then harmless runs as attacks without an attack, then generated attacks in turn for each
 * operation, until the bound, the clock or the user ends it. A cause that is known neither ends nor hides the
 * search for the next.
 */
import { type Attack, powerOf, powers } from '../model/attack.ts';
import { EnvironmentError, messageOf, type TargetLostError } from '../model/errors.ts';
import type { Finding, LedgerNote, RunError, RunStats } from '../model/finding.ts';
import { limits } from '../model/limits.ts';
import type { Knowledge } from '../model/operation.ts';
import type { World } from '../model/world.ts';
import type { Judged } from './cause.ts';
import { type Chances, countChances } from './chance.ts';
import { type ConfirmWorld, openConfirmWorld } from './confirmWorld.ts';
import { type CutShort, countCutShort } from './cutShort.ts';
import { drawAttacks } from './draw.ts';
import { hazardNotes } from './hazards.ts';
import { investigate } from './investigate.ts';
import { openLedger } from './ledger.ts';
import { type Bench, type Outcome, openBench } from './observe.ts';
import type { EngineParts, SearchOptions } from './options.ts';
import { countReaching, type Reaching } from './unreached.ts';

export interface SearchResult {
  readonly findings: readonly Finding[];
  readonly errors: readonly RunError[];
  readonly stats: RunStats;
  readonly exitCode: 0 | 1 | 2;
}

/** Searches, telling everything through `emit`. Rejects with `EnvironmentError` where nothing could be tested. */
export async function search(parts: EngineParts, options: SearchOptions): Promise<SearchResult> {
  const started = parts.now();
  const world = await parts.createWorld();
  const state = newState(started);
  try {
    parts.emit({ type: 'rehearsed', ...world.rehearsal });
    refuseUntested(world, options.operations);
  } catch (thrown) {
    await world.close();
    throw thrown;
  }
  const next = attackQueue(parts, options, world.knowledge, (name) => isSlow(state.errors, name));
  const confirming = openConfirmWorld(parts.createWorld);
  const began = parts.now();
  const isOver = (): boolean => options.timeMs !== null && parts.now() - began >= options.timeMs;
  const search: Search = { parts, state, confirming, isOver };
  const others = Array.from({ length: options.workers - 1 }, () => parts.createWorld());
  // While the workers search, what they see can be confirmed without waiting for a start.
  if (isLong(options)) void Promise.allSettled(others).then(() => (isOver() ? undefined : confirming.warm()));
  try {
    // A worker starts as soon as its own world is there; the first is there already.
    const workers = [Promise.resolve(world), ...others].map(async (one) => work(search, await one, next));
    await allDone(workers);
  } finally {
    await confirming.close();
  }
  return finish(parts, state, world.knowledge);
}

const longMs = 20_000;
const longRuns = 500;

/** Whether a run goes on for long enough that a world more is started before anything is seen. */
function isLong({ timeMs, runs }: SearchOptions): boolean {
  return (timeMs ?? longMs) >= longMs && (runs ?? longRuns) >= longRuns;
}

interface Search {
  readonly parts: EngineParts;
  readonly state: State;
  readonly confirming: ConfirmWorld;
  /** Whether the time for the search is over; what was seen by then is confirmed all the same. */
  readonly isOver: () => boolean;
}

/** Waits for every worker, then throws what the first that failed threw. */
async function allDone(workers: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(workers))
    if (result.status === 'rejected') throw result.reason;
}

interface Rough {
  readonly finding: Finding;
  readonly judged: Judged;
}

interface State {
  /** Findings whose attacks are not the smallest yet. */
  readonly rough: Rough[];
  readonly started: number;
  readonly findings: Map<string, Finding>;
  /** Causes that some worker is busy with or that are settled, with the rank of the power they were seen with. */
  readonly taken: Map<string, number>;
  readonly errors: RunError[];
  readonly notes: LedgerNote[];
  readonly ledger: ReturnType<typeof openLedger>;
  readonly chances: Chances;
  readonly reaching: Reaching;
  readonly cutShort: CutShort;
  cases: number;
  inconclusive: number;
  reached: number;
  /** Seconds spent on search alone, without shrinking and confirming. */
  lastProgress: number;
}

function newState(started: number): State {
  return {
    started,
    rough: [],
    findings: new Map(),
    taken: new Map(),
    errors: [],
    notes: [],
    ledger: openLedger(),
    chances: countChances(),
    reaching: countReaching(),
    cutShort: countCutShort(),
    cases: 0,
    inconclusive: 0,
    reached: 0,
    lastProgress: 0,
  };
}

function refuseUntested(world: World, wanted: readonly string[]): void {
  const chosen = world.rehearsal.operations.filter(
    ({ name }) => wanted.length === 0 || wanted.includes(name),
  );
  if (chosen.some(({ tested }) => tested)) return;
  const answers = chosen.map(({ name, answer }) => `${name} (${answer})`).join(', ');
  throw new EnvironmentError(
    `nothing was tested: no operation reached a file, an item or an object in its harmless run: ${answers}. Give the parameters examples that the target accepts, or check actors and sandbox`,
  );
}

/** Corpus, harmless runs, then probes and draws for each operation in turn; null when there is nothing left to do. */
function attackQueue(
  parts: EngineParts,
  options: SearchOptions,
  knowledge: Knowledge,
  isResting: (operation: string) => boolean,
): () => Attack | null {
  const started = parts.now();
  const names = knowledge.operations
    .map(({ name }) => name)
    .filter((name) => options.operations.length === 0 || options.operations.includes(name));
  const ahead = [...options.corpus, ...names.map((name) => harmless(name, knowledge.attacker))];
  const source = inRounds(
    names.map((name, index) => ({
      isResting: () => isResting(name),
      probes: parts.probes(knowledge, name),
      draw: drawAttacks(parts.attacks(knowledge, name), options.seed + index),
    })),
  );
  let drawn = 0;
  return () => {
    if (options.signal.aborted) return null;
    const first = ahead.shift();
    if (first !== undefined) return first;
    if (options.timeMs !== null && parts.now() - started >= options.timeMs) return null;
    if (options.runs !== null && drawn >= options.runs) return null;
    drawn += 1;
    return source();
  };
}

interface Source {
  readonly isResting: () => boolean;
  readonly probes: readonly Attack[];
  readonly draw: () => Attack;
}

/** While some operation has probes left, those that have none take part in one round of as many. */
const drawingRounds = 4;

/** What overruns its deadline again and again costs all others their time: it takes part in one round of as many. */
const restingRounds = 8;

/** In rounds over the operations: the next probe of each, and what is drawn where there is none. */
function inRounds(sources: readonly Source[]): () => Attack | null {
  const longest = Math.max(0, ...sources.map(({ probes }) => probes.length));
  let round = 0;
  let turn = 0;
  const takesPart = ({ probes, isResting }: Source): boolean => {
    if (isResting() && round % restingRounds !== 0) return false;
    return round < probes.length || round >= longest || round % drawingRounds === 0;
  };
  return () => {
    for (let passed = 0; passed <= sources.length * restingRounds; passed += 1) {
      if (turn >= sources.length) {
        turn = 0;
        round += 1;
      }
      const source = sources[turn];
      turn += 1;
      if (source !== undefined && takesPart(source)) return source.probes[round] ?? source.draw();
    }
    return null;
  };
}

function harmless(operation: string, actor: string): Attack {
  return { layout: [], steps: [{ operation, actor, arguments: {} }], race: null };
}

async function work(search: Search, world: World, next: () => Attack | null): Promise<void> {
  const { parts, state } = search;
  const bench = openBench(parts, world, (loss, attack) => tellLoss(parts, state, loss, attack));
  try {
    for (let attack = next(); attack !== null; attack = next()) {
      const outcome = await bench.run(attack, false);
      account(parts, state, attack, outcome, bench.world().knowledge);
      for (const judged of outcome?.judged ?? []) await consider(search, bench, attack, judged);
    }
    for (let rough = state.rough.shift(); rough !== undefined; rough = state.rough.shift())
      await finishFinding(search, bench, rough);
  } finally {
    await bench.close();
  }
}

function tellLoss(parts: EngineParts, state: State, loss: TargetLostError, attack: Attack): void {
  const kind = loss.reason === 'deadline' ? 'deadline' : loss.reason === 'engine' ? 'engine' : 'target';
  const error: RunError = {
    kind,
    message: messageOf(loss),
    operation: attack.steps.at(-1)?.operation ?? null,
    attack,
  };
  state.errors.push(error);
  parts.emit({ type: 'error', error });
}

const progressEveryMs = 200;

function account(
  parts: EngineParts,
  state: State,
  attack: Attack,
  outcome: Outcome | null,
  knowledge: Knowledge,
): void {
  state.cases += 1;
  if (outcome === null) state.inconclusive += 1;
  else if (outcome.observation.reachedSink.some((reached) => reached)) state.reached += 1;
  state.ledger.count(parts.classify(attack, knowledge), outcome?.observation ?? null);
  state.chances.count(attack, outcome?.observation ?? null);
  state.reaching.count(attack, outcome?.observation ?? null);
  state.cutShort.count(attack, outcome?.observation ?? null);
  const now = parts.now();
  if (now - state.lastProgress < progressEveryMs) return;
  state.lastProgress = now;
  tellProgress(parts, state, attack.steps.at(-1)?.operation ?? '');
}

function tellProgress(parts: EngineParts, state: State, doing: string): void {
  const seconds = (parts.now() - state.started) / 1000;
  parts.emit({ type: 'progress', cases: state.cases, seconds, findings: state.findings.size, doing });
}

/** Turns a violation into a finding where its cause is new, or known only with more power than this attack needs. */
async function consider(search: Search, bench: Bench, attack: Attack, judged: Judged): Promise<void> {
  const { parts, state, confirming, isOver } = search;
  const { cause } = judged;
  const known = state.findings.get(cause);
  const rank = powers.indexOf(powerOf(attack));
  if (rank >= (state.taken.get(cause) ?? powers.length)) return;
  state.taken.set(cause, rank);
  tellProgress(parts, state, `shrinking ${judged.property.id} of ${judged.violation.operation}`);
  const seenAfter = known?.foundAfterCases ?? state.cases;
  const investigated = await investigate(parts, bench, confirming, attack, judged, seenAfter, {
    rough: true,
    isOver,
  });
  const { finding } = investigated;
  if (finding === null) {
    const text = `FLAKY: ${judged.property.id} of ${judged.violation.operation} was seen once and did not repeat in a fresh target: ${judged.violation.unsafeSummary}`;
    state.notes.push({ kind: 'inconclusive', text, attack: investigated.attack });
    return;
  }
  // Shrinking may have shown that less power suffices, or another worker may have shown it meanwhile.
  const found = powers.indexOf(finding.power);
  if (found > (state.taken.get(cause) ?? found)) return;
  state.taken.set(cause, found);
  state.findings.set(cause, finding);
  state.rough.push({ finding, judged });
  parts.emit({ type: 'finding', finding, rough: true });
}

/** Shrinks a finding to the end and tells it for good, as it is where the time is over or it is known better by now. */
async function finishFinding(search: Search, bench: Bench, { finding, judged }: Rough): Promise<void> {
  const { parts, state, confirming, isOver } = search;
  const { cause } = judged;
  if (state.findings.get(cause) !== finding) return;
  tellProgress(parts, state, `shrinking ${judged.property.id} of ${judged.violation.operation}`);
  const smaller = isOver()
    ? { finding, attack: finding.attack, shrinkWasCut: true }
    : await investigate(parts, bench, confirming, finding.attack, judged, finding.foundAfterCases, {
        rough: false,
        isOver,
      });
  const last = smaller.finding ?? finding;
  if (smaller.shrinkWasCut && (last.ifGranted?.severity ?? last.severity) !== 'info')
    state.notes.push({ kind: 'limit', text: `shrinking ${last.id} was stopped at its bound` });
  state.findings.set(cause, last);
  parts.emit({ type: 'finding', finding: last });
}

function finish(parts: EngineParts, state: State, knowledge: Knowledge): SearchResult {
  const seconds = (parts.now() - state.started) / 1000;
  const judged = state.cases - state.inconclusive;
  const stats = {
    cases: state.cases,
    inconclusive: state.inconclusive,
    seconds,
    judgedPerSecond: judged / Math.max(seconds, 0.001),
  };
  const findings = [...state.findings.values()];
  const exitCode = findings.some(({ severity }) => severity !== 'info')
    ? 1
    : judged === 0 || state.reached === 0
      ? 2
      : 0;
  const unreached = state.reaching.notes(knowledge);
  if (exitCode === 2) {
    const why = unreached.map(({ text }) => `; ${text}`).join('');
    const error: RunError = {
      kind: 'not-tested',
      message: `no case was judged that reached a file, an item or an object${why}`,
      operation: null,
      attack: null,
    };
    state.errors.push(error);
    parts.emit({ type: 'error', error });
  }
  const notes = [
    ...state.notes,
    ...hazardNotes(knowledge, findings, parts.folder),
    ...deadlineNotes(state.errors),
    ...state.chances.notes(),
    ...state.cutShort.notes(),
    ...unreached,
  ];
  parts.emit({ type: 'finished', ledger: state.ledger.rows(knowledge), notes, stats, exitCode });
  return { findings, errors: state.errors, stats, exitCode };
}

/** Cases in which an operation did not answer in time; null stands for the target itself. */
function overruns(errors: readonly RunError[], name: string | null): readonly RunError[] {
  return errors.filter(({ kind, operation }) => kind === 'deadline' && operation === name);
}

function isSlow(errors: readonly RunError[], name: string): boolean {
  return overruns(errors, name).length >= limits.deadlinesToldFrom;
}

/** One line for each operation that did not answer in time again and again: it costs its deadline every time. */
function deadlineNotes(errors: readonly RunError[]): LedgerNote[] {
  return [...new Set(errors.map(({ operation }) => operation))].flatMap((operation): LedgerNote[] => {
    const cases = overruns(errors, operation);
    if (cases.length < limits.deadlinesToldFrom) return [];
    const text = `${operation ?? 'the target'} did not answer in time in ${cases.length} cases (${cases[0]?.message}), which are judged by nothing, and was tried less from then on: give the target a timeout of its own where it waits, or set stepDeadlineMs`;
    return [{ kind: 'inconclusive', text }];
  });
}
