/**
 * Builds a world: starts the arena, the item engine and the target, rehearses and seals them. The returned world runs attacks
 * one at a time, and returns to the rehearsed state after each: an attack that deletes `media/8/a.txt` finds it again in the
 * next case.
 */

import { mkdirSync } from 'node:fs';
import { createArena } from '../arena/arena.ts';
import type { Config } from '../model/config.ts';
import { TargetLostError } from '../model/errors.ts';
import type { EngineAddress, ItemEngine, ItemEngineOptions } from '../model/itemEngine.ts';
import { neighboursOf } from '../model/neighbours.ts';
import type { ObjectEngine, ObjectEngineOptions } from '../model/objectEngine.ts';
import type { JailChoice, Target, TargetOptions } from '../model/target.ts';
import type { World, WorldWish } from '../model/world.ts';
import { doingWithout } from './doingWithout.ts';
import { learnArchives } from './lessons/learnArchives.ts';
import { allLessons, type Lessons } from './lessons/lessons.ts';
import { type LearnArchives, type Learnt, openWorld, type StartedWorld } from './openWorld.ts';
import { provenAtOnce, provenWorld, unlessUnlike } from './provenWorld.ts';
import { furnishRoots } from './stage/furnish.ts';
import { foldersOfOwn } from './stage/grounds.ts';
import { openParts, type Running, refuseStopped, unlessStopped } from './stage/running.ts';
import { type StartedParts, targetOptions } from './stage/targetOptions.ts';

/** How the parts are started; handed in, so that a world does not choose its adapters. */
export interface WorldMakers {
  readonly startTarget: (options: TargetOptions) => Promise<Target>;
  readonly startItemEngine: (options: ItemEngineOptions) => Promise<ItemEngine>;
  /** Needed where the config has `s3`. */
  readonly startObjectEngine?: (options: ObjectEngineOptions) => Promise<ObjectEngine>;
  /** Absolute path of the target's interpreter. */
  readonly python: string;
  /** By default a jail is used if one works. */
  readonly jail?: JailChoice;
  /** Whether observations hold the ways through the target's own code; by default not. */
  readonly branches?: boolean;
  /** Where given, later worlds of the same config take over what the first one learnt. */
  readonly memory?: WorldMemory;
  /** What to learn beyond rehearsal; by default everything. */
  readonly lessons?: Lessons;
}

/**
 * Starts a world. Rejects with `EnvironmentError` where a part does not start or rehearsal does not come back, and with
 * `StoppedError` soon after the wish's signal is given; nothing of it is left then.
 */
export async function createWorld(
  config: Config,
  makers: WorldMakers,
  { without: unwanted = new Set(), signal }: WorldWish = {},
): Promise<World> {
  const { memory } = makers;
  const start = { makers, signal: signal ?? new AbortController().signal };
  if (memory !== undefined && memory.learnt !== null)
    return furtherWorld(config, { memory, learnt: memory.learnt }, start, unwanted);
  const { world, learnt } = await startFirst(doingWithout(config, unwanted), start);
  if (memory !== undefined) memory.learnt = learnt;
  return world;
}

/** What the first world has left, and where. */
interface Known {
  readonly memory: WorldMemory;
  readonly learnt: Learnt;
}

/** From the copy of the first world where there is one, else rehearsed. */
async function furtherWorld(
  config: Config,
  { memory, learnt }: Known,
  start: Start,
  unwanted: ReadonlySet<string>,
): Promise<World> {
  const again = doingWithout({ ...config, operations: learnt.rehearsed }, unwanted);
  const archives = { ...learnt.archives, operations: doingWithout(learnt.archives, unwanted).operations };
  const open = (signal: AbortSignal, known: Learnt): Promise<StartedWorld> =>
    startWorld(again, { ...start, signal }, async () => archives, known);
  const rehearse = async (signal: AbortSignal): Promise<World> =>
    (await open(signal, { ...learnt, copy: null })).world;
  if (learnt.copy === null || unwanted.size > 0) return rehearse(start.signal);
  const noted = (copied: StartedWorld | null): StartedWorld | null => {
    learnt.cuts.count('further worlds were copied from the first', 'rehearsal', copied !== null);
    if (copied === null) memory.learnt = { ...learnt, copy: null };
    return copied;
  };
  const replace = async (closing: AbortSignal): Promise<World> => {
    const signal = AbortSignal.any([start.signal, closing]);
    const copied = noted(
      await unlessUnlike(open(signal, learnt).then((opened) => provenAtOnce(opened, signal))),
    );
    return copied?.world ?? rehearse(signal);
  };
  const copied = noted(await unlessUnlike(open(start.signal, learnt)));
  return copied === null ? rehearse(start.signal) : provenWorld(copied, replace);
}

/** How a world is started. */
interface Start {
  readonly makers: WorldMakers;
  readonly signal: AbortSignal;
}

async function startFirst(config: Config, start: Start): Promise<StartedWorld> {
  try {
    const learn = lessonsOf(start.makers).archives ? learnArchives : learnNothing;
    const started = await startWorld(config, start, learn);
    const { archives } = started.learnt;
    if (!archives.opens) return started;
    await started.world.close();
    // What takes archives after all is rehearsed with them.
    const learnt = new Map(archives.operations.map((operation) => [operation.name, operation]));
    const again = { ...config, operations: config.operations.map((one) => learnt.get(one.name) ?? one) };
    return await startWorld(again, start, async () => ({ ...archives, opens: false }));
  } catch (thrown) {
    // What the target does not survive teaches nothing (an archive, a text, many requests): it starts again and is asked for none.
    if (thrown instanceof TargetLostError) return await startWorld(config, withoutTexts(start), learnNothing);
    throw thrown;
  }
}

function withoutTexts({ makers, ...start }: Start): Start {
  return {
    ...start,
    makers: { ...makers, lessons: { ...lessonsOf(makers), texts: false, meetings: false, copies: false } },
  };
}

/** What the first world of a target has learnt, so that the next ones need not find it out again. */
export interface WorldMemory {
  learnt: Learnt | null;
}

function lessonsOf({ lessons = allLessons }: WorldMakers): Lessons {
  return lessons;
}

const learnNothing: LearnArchives = async ({ config: { operations } }) => ({
  operations,
  notes: [],
  opens: false,
});

async function startWorld(
  config: Config,
  { makers, signal }: Start,
  learn: LearnArchives,
  known: Learnt | null = null,
): Promise<StartedWorld> {
  refuseStopped(signal);
  const arena = await createArena(config.roots.names, neighboursOf(config.operations, inFirstRoot(config)));
  const running = openParts(() => arena.remove());
  const build = async (): Promise<StartedWorld> => {
    furnishRoots(arena, config.roots.files);
    for (const folder of foldersOfOwn(arena, config.attacker)) mkdirSync(folder, { recursive: true });
    const engines = startEngines(config, arena.folder, makers, running);
    const addresses = await engines.listening;
    const { unwanted } = running;
    const ready = { enginesReady: engines.ready, unwanted };
    const options = targetOptions(config, arena, { ...makers, ...addresses, ...ready });
    const starting = running.begin(makers.startTarget(options));
    // Where both fail, the engines are the reason, and the target is gone before the arena is.
    const [started] = await Promise.allSettled([engines.ready, starting]);
    if (started.status === 'rejected') throw started.reason;
    const [engine, objects] = started.value;
    const target = await starting;
    await target.watch([...arena.pristine.keys()]);
    const parts = { config, arena, target, engine, objects };
    return openWorld(parts, { ...lessonsOf(makers), archives: learn }, known, running);
  };
  try {
    return await unlessStopped(build(), signal);
  } catch (thrown) {
    await running.close();
    throw thrown;
  }
}

interface StartingEngines {
  /** Known before the engines hold anything. */
  readonly listening: Promise<Pick<StartedParts, 'engine' | 'objects'>>;
  readonly ready: Promise<readonly [ItemEngine | null, ObjectEngine | null]>;
}

function startEngines(
  { stores: { dynamodb, s3 } }: Config,
  folder: string,
  { startItemEngine, startObjectEngine }: WorldMakers,
  running: Running,
): StartingEngines {
  let heard: (address: EngineAddress) => void = () => undefined;
  const told = new Promise<EngineAddress>((resolve) => {
    heard = resolve;
  });
  const items =
    dynamodb === null ? null : running.begin(startItemEngine({ ...dynamodb, folder, onListening: heard }));
  const objects =
    s3 === null || startObjectEngine === undefined
      ? null
      : running.begin(startObjectEngine({ ...s3, folder }));
  const ready = Promise.all([items, objects]);
  // An engine that does not start may be told by what waits for its address.
  ready.catch(() => undefined);
  const listening = async (): Promise<Pick<StartedParts, 'engine' | 'objects'>> => ({
    engine: items === null ? null : await Promise.race([told, items]),
    objects: await objects,
  });
  return { listening: listening(), ready };
}

function inFirstRoot({ roots: { files, names } }: Config): readonly string[] {
  return files.filter(({ root }) => root === names[0]).map(({ path }) => path);
}
