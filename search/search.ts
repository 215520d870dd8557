/**
 * The search: corpus, harmless runs, then generated attacks for each operation in turn, until the bound, the clock or the user
 * ends it. After a finding it goes on to other causes: a hole in `save` does not hide one in `drop`. However it ends, the last
 * event is `finished`, with ledger, notes, reason and exit code.
 */
import type { Attack } from '../model/attack.ts';
import { EnvironmentError, messageOf, StoppedError } from '../model/errors.ts';
import type { RehearsedOperation } from '../model/finding.ts';
import type { TriedAttack } from '../model/probe.ts';
import type { World } from '../model/world.ts';
import { type Clock, openClock } from './clock.ts';
import { type ConfirmWorld, openConfirmWorld } from './confirmWorld.ts';
import { consider, finishFinding, type Search } from './consider.ts';
import { finish, isSlow, type SearchResult } from './finish.ts';
import { type Bench, type BenchWatch, openBench } from './observe.ts';
import type { EngineParts, SearchOptions } from './options.ts';
import { type AttackQueue, openQueue } from './queue.ts';
import { account, errorKind, newState, type SearchState, tellError, tellLoss } from './state.ts';
import { answersAndAdvice } from './untested.ts';
import { openWorldSupply, type WorldSupply } from './worldSupply.ts';

export type { SearchResult } from './finish.ts';

/**
 * Searches, reporting everything through `emit`. If no world could be rehearsed, nothing can be tested or a fault occurred, it
 * rejects with that after `finished` was emitted.
 */
export async function search(parts: EngineParts, options: SearchOptions): Promise<SearchResult> {
  const state = newState(parts.now());
  const first = await firstWorld(parts, options, state);
  if ('result' in first) return first.result;
  const { world } = first;
  const clock = openClock(parts, options);
  const supply = openWorldSupply(parts, () => clock.isOver() || queue.hasEnded());
  const queue = openQueue(parts, options, world.knowledge, {
    isSlow: (name) => isSlow(state.errors, name),
    isGone: (name) => supply.givenUp.has(name),
    searchedMs: clock.searchedMs,
  });
  const confirming = openConfirmWorld(
    (unwanted) => supply.next(AbortSignal.any([unwanted, clock.lastCall])),
    (closing) => tellMoat(parts, state, closing, null),
  );
  const { isOver, isShrunkOut } = clock;
  const common: Search = { parts, state, confirming, knowledge: world.knowledge, isOver, isShrunkOut };
  let failure: { readonly thrown: unknown } | null = null;
  try {
    await workAll(common, options, { first: world, queue, supply, clock });
  } catch (thrown) {
    failure = { thrown };
    tellError(parts, state, errorKind(thrown), messageOf(thrown));
  } finally {
    await confirming.close();
    clock.stop();
  }
  state.notes.push(...queue.notes());
  const result = finish(parts, state, {
    failOn: options.failOn ?? 'low',
    countedOf: options.countedOf ?? ((findings) => findings),
    knowledge: world.knowledge,
    rehearsed: chosenOf(world, options.operations),
    ended: queue.ended(),
    wasStopped: options.signal.aborted,
    givenUp: supply.givenUp,
    confirmLosses: confirming.losses(),
    failed: failure !== null,
  });
  if (failure !== null) throw failure.thrown;
  return result;
}

/** The first world, in which something can be tested; the result of the run where the user stopped it before. */
async function firstWorld(
  parts: EngineParts,
  { signal, operations, failOn = 'low', countedOf = (findings) => findings }: SearchOptions,
  state: SearchState,
): Promise<{ readonly world: World } | { readonly result: SearchResult }> {
  const end = {
    ...{ knowledge: null, rehearsed: [], ended: null, givenUp: new Map(), confirmLosses: 0 },
    ...{ wasStopped: false, failed: false, failOn, countedOf },
  };
  let world: World | null = null;
  try {
    if (signal.aborted) throw new StoppedError('the run was stopped before it began');
    world = await parts.createWorld({ signal });
    const { operations: rehearsed, notes } = world.rehearsal;
    parts.emit({ type: 'rehearsed', operations: rehearsed, notes });
    refuseUntested(world, operations);
    return { world };
  } catch (thrown) {
    await world?.close();
    if (signal.aborted) return { result: finish(parts, state, { ...end, wasStopped: true }) };
    tellError(parts, state, errorKind(thrown), messageOf(thrown));
    finish(parts, state, { ...end, failed: true });
    throw thrown;
  }
}

/** Those that are to be attacked; others are rehearsed for what they need. */
function chosenOf({ rehearsal }: World, wanted: readonly string[]): readonly RehearsedOperation[] {
  return rehearsal.operations.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
}

function refuseUntested(world: World, wanted: readonly string[]): void {
  const chosen = chosenOf(world, wanted);
  if (chosen.some(({ tested }) => tested)) return;
  throw new EnvironmentError(
    `nothing was tested: no operation reached a file, an item or an object in its harmless run: ${answersAndAdvice(chosen)}`,
  );
}

interface WorkParts {
  readonly first: World;
  readonly queue: AttackQueue;
  readonly supply: WorldSupply;
  readonly clock: Clock;
}

/** Searches in as many worlds at a time as are wanted; a worker starts as soon as its own world is ready. */
async function workAll(
  common: Search,
  options: SearchOptions,
  { first, queue, supply, clock }: WorkParts,
): Promise<void> {
  const { confirming, isOver } = common;
  const ending = new AbortController();
  const done = new AbortController();
  const signal = AbortSignal.any([ending.signal, options.signal]);
  const unwanted = AbortSignal.any([signal, done.signal]);
  const others = Array.from({ length: options.workers - 1 }, () => supply.next(unwanted));
  // While the workers search, what they see can be confirmed without waiting for a start.
  warmLater(confirming, options, others, isOver);
  const next = (): TriedAttack | null => {
    const tried = ending.signal.aborted ? null : queue.next();
    // A world that is still being started would find nothing to do.
    if (tried === null) done.abort();
    return tried;
  };
  const nextWorld = (): Promise<World> => supply.next(signal);
  const workers = [Promise.resolve(first), ...others].map(async (one) => {
    try {
      const world = await started(common, one, unwanted);
      if (world !== null) await work(common, world, { ...queue, next, clock }, nextWorld);
    } catch (thrown) {
      // A fault in one worker ends the whole run, at once and with a message.
      ending.abort();
      throw thrown;
    }
  });
  for (const ended of await Promise.allSettled(workers)) if (ended.status === 'rejected') throw ended.reason;
}

const longMs = 20_000;
const longRuns = 500;

/** Starts the confirming world before anything was found, if the run is long enough. */
function warmLater(
  confirming: ConfirmWorld,
  { timeMs, runs }: SearchOptions,
  others: readonly Promise<World>[],
  isOver: () => boolean,
): void {
  const isLong = (timeMs ?? longMs) >= longMs && (runs ?? longRuns) >= longRuns;
  if (isLong) void Promise.allSettled(others).then(() => (isOver() ? undefined : confirming.warm()));
}

/** A worker's world; null where it does not start, which the others do without. */
async function started(
  { parts, state }: Search,
  starting: Promise<World>,
  unwanted: AbortSignal,
): Promise<World | null> {
  try {
    return await starting;
  } catch (thrown) {
    if (!(thrown instanceof EnvironmentError)) throw thrown;
    if (!unwanted.aborted)
      tellError(parts, state, errorKind(thrown), `one world less to search in: ${messageOf(thrown)}`);
    return null;
  }
}

async function work(
  search: Search,
  world: World,
  { next, learn, settle, clock }: Pick<AttackQueue, 'next' | 'learn' | 'settle'> & { readonly clock: Clock },
  nextWorld: () => Promise<World>,
): Promise<void> {
  const { parts, state } = search;
  const bench = openBench(parts, world, watchOf(search), nextWorld);
  try {
    while (!bench.isLost()) {
      const tried = next();
      if (tried === null) break;
      const outcome = await bench.run(tried.attack, false);
      account(parts, state, tried.attack, outcome, bench.world().knowledge);
      if (outcome !== null && learn(tried, outcome.observation)) state.shown += 1;
      let isSettled = outcome !== null;
      for (const judged of outcome?.judged ?? [])
        isSettled = (await consider(search, bench, tried, judged)) && isSettled;
      if (isSettled) settle(tried);
      await finishWhile(search, bench, clock, clock.mayShrink);
    }
    await finishWhile(search, bench, clock, () => true);
  } finally {
    await bench.close();
  }
}

/** Shrinks to the end what was found so far, by whichever worker, as long as it may. */
async function finishWhile(
  search: Search,
  bench: Bench,
  clock: Clock,
  mayGoOn: () => boolean,
): Promise<void> {
  const { rough } = search.state;
  while (rough.length > 0 && mayGoOn()) {
    const one = rough.shift();
    if (one !== undefined) await clock.shrinking(() => finishFinding(search, bench, one));
  }
}

function watchOf({ parts, state, isOver }: Search): BenchWatch {
  return {
    onLoss: (loss, attack) => tellLoss(parts, state, loss, attack),
    onEnd: (thrown) => {
      if (isOver()) return;
      tellError(parts, state, errorKind(thrown), `one world less to search in: ${messageOf(thrown)}`);
    },
    onUnresolved: (missing) => state.unresolved.set(missing, (state.unresolved.get(missing) ?? 0) + 1),
    onClose: (world, attack) => tellMoat(parts, state, world, attack),
  };
}

/** A change in the moat that no case was seen to make is reported as an error, and is no pass: no case can be blamed for it. */
function tellMoat(parts: EngineParts, state: SearchState, world: World, attack: Attack | null): void {
  const [first, ...more] = world.inspectMoat();
  if (first === undefined) return;
  const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
  const when = attack === null ? 'when the search ended' : 'when the target was lost';
  const message = `outside the sandbox, ${first}${others}, seen ${when}: no case was seen to do it`;
  tellError(parts, state, 'unseen', message, attack);
}
