/**
 * Builds a world: arena, item engine and target are started, rehearsed and sealed. What comes back runs attacks one
 * at a time and always returns to the rehearsed state.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Arena, createArena, layEndings } from '../arena/arena.ts';
import type { Attack } from '../model/attack.ts';
import { attackerName, type Config, type RootFile } from '../model/config.ts';
import type { Cuts } from '../model/cuts.ts';
import { TargetLostError } from '../model/errors.ts';
import type { ItemEngine, ItemEngineOptions } from '../model/itemEngine.ts';
import { neighboursOf } from '../model/neighbours.ts';
import type { ObjectEngine, ObjectEngineOptions } from '../model/objectEngine.ts';
import type { JailChoice, Target, TargetOptions } from '../model/target.ts';
import type { World, WorldWish } from '../model/world.ts';
import { type CaseParts, runCase } from './case/caseRun.ts';
import { describeAttack } from './case/describe.ts';
import { doingWithout } from './doingWithout.ts';
import { learnApart } from './lessons/apart.ts';
import { type LearntArchives, learnArchives } from './lessons/learnArchives.ts';
import { type LearntRaces, learnRaces, noRaces } from './lessons/learnRaces.ts';
import { allLessons, type Lessons } from './lessons/lessons.ts';
import { lookAgain } from './lessons/lookAgain.ts';
import { type Predicted, predictNames } from './lessons/predict.ts';
import { resolveFlow } from './questions/flow.ts';
import { questionChanges } from './questions/questionChanges.ts';
import { knowledgeOf } from './rehearsal/knowledge.ts';
import { apartNotes, jailNotes, streamNotes, zoneNotes } from './rehearsal/notes.ts';
import { learnReasons } from './rehearsal/reasons.ts';
import { rehearse } from './rehearsal/rehearse.ts';
import { belowRoot, firstRoot, foldersOfOwn, placesOf, zonesOf } from './stage/grounds.ts';
import { namesOfOthers } from './stage/lookups.ts';
import { openParts, type Running, refuseStopped, unlessStopped } from './stage/running.ts';
import { type Stage, type StageParts, setStage } from './stage/stage.ts';
import { targetOptions } from './stage/targetOptions.ts';
import { rootPlaces, withPlaces } from './step/places.ts';

/** How the parts are started; handed in, so that a world does not choose its adapters. */
export interface WorldMakers {
  readonly startTarget: (options: TargetOptions) => Promise<Target>;
  readonly startItemEngine: (options: ItemEngineOptions) => Promise<ItemEngine>;
  /** Needed where the config has `s3`. */
  readonly startObjectEngine?: (options: ObjectEngineOptions) => Promise<ObjectEngine>;
  /** Absolute path of the target's interpreter. */
  readonly python: string;
  /** Where it is not said, a jail is used if one works. */
  readonly jail?: JailChoice;
  /** Where given, later worlds of the same config take over what the first one learnt. */
  readonly memory?: WorldMemory;
  /** What is learnt beyond rehearsal; everything where it is not said. */
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
  if (memory !== undefined && memory.learnt !== null) {
    const { learnt } = memory;
    const again = doingWithout({ ...config, operations: learnt.rehearsed }, unwanted);
    const archives = { ...learnt.archives, operations: doingWithout(learnt.archives, unwanted).operations };
    return (await startWorld(again, start, async () => archives, learnt)).world;
  }
  const { world, learnt } = await startFirst(doingWithout(config, unwanted), start);
  if (memory !== undefined) memory.learnt = learnt;
  return world;
}

/** How a world is started. */
interface Start {
  readonly makers: WorldMakers;
  readonly signal: AbortSignal;
}

async function startFirst(config: Config, start: Start): Promise<Started> {
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
    // A harmless archive that the target does not survive teaches nothing: it starts again and is not asked.
    if (thrown instanceof TargetLostError) return await startWorld(config, start, learnNothing);
    throw thrown;
  }
}

/** What the first world of a target has learnt, so that the next ones need not find it out again. */
export interface WorldMemory {
  learnt: Learnt | null;
}

interface Learnt {
  /** Operations as they were rehearsed. */
  readonly rehearsed: Config['operations'];
  readonly archives: LearntArchives;
  /** Names as texts, and what may be replaced by arena place. */
  readonly predicted: { readonly names: Predicted['names']; readonly replaceable: readonly string[] };
  /** Operations that can do with a temporary folder on another file system, where it matters. */
  readonly apart: readonly string[];
  readonly races: LearntRaces;
  readonly cuts: Cuts;
}

function lessonsOf({ lessons = allLessons }: WorldMakers): Lessons {
  return lessons;
}

type Learn = (parts: CaseParts) => Promise<LearntArchives>;

async function learnNothing({ config }: CaseParts): Promise<LearntArchives> {
  return { operations: config.operations, notes: [], opens: false };
}

interface Started {
  readonly world: World;
  readonly learnt: Learnt;
}

async function startWorld(
  config: Config,
  { makers, signal }: Start,
  learn: Learn,
  known: Learnt | null = null,
): Promise<Started> {
  refuseStopped(signal);
  const arena = await createArena(config.rootNames, neighboursOf(config.operations, inFirstRoot(config)));
  const running = openParts(() => arena.remove());
  const build = async (): Promise<Started> => {
    furnishRoots(arena, config.rootFiles);
    for (const folder of foldersOfOwn(arena, config)) mkdirSync(folder, { recursive: true });
    const { dynamodb, s3 } = config;
    const engine = dynamodb === null ? null : await running.begin(makers.startItemEngine(dynamodb));
    const starting = s3 === null ? undefined : makers.startObjectEngine?.(s3);
    const objects = starting === undefined ? null : await running.begin(starting);
    const options = targetOptions(config, arena, { ...makers, engine, objects });
    const target = await running.begin(makers.startTarget(options));
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

/** Puts the files that the config gives into the sandbox. */
function furnishRoots(arena: Arena, files: readonly RootFile[]): void {
  for (const { root, path, text } of files) {
    const full = `${arena.roots.get(root) ?? firstRoot(arena)}/${path}`;
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
  }
}

function inFirstRoot({ rootFiles, rootNames }: Config): readonly string[] {
  return rootFiles.filter(({ root }) => root === rootNames[0]).map(({ path }) => path);
}

async function openWorld(
  given: StageParts,
  lessons: Omit<Lessons, 'archives'> & { readonly archives: Learn },
  remembered: Learnt | null,
  running: Running,
): Promise<Started> {
  const { arena, target, engine, objects } = given;
  const places = {
    sandbox: firstRoot(arena),
    temp: arena.temp,
    inbox: arena.inbox,
    config: given.config.folder,
    ...Object.fromEntries(arena.roots),
    ...rootPlaces(arena.roots),
  };
  const placed = withHeaders(withPlaces(given.config, places), target);
  const stage = setStage({ ...given, config: placed }, remembered?.cuts);
  running.onClose(stage.close);
  // What the target made while it started is nobody's: it was there before anybody acted.
  const atStart = (await engine?.drain()) ?? [];
  await objects?.drain();
  const first = await rehearse(
    stage,
    placed,
    places,
    learnReasons(placed, target.description.routes, atStart),
  );
  const config = without(placed, first.untestable);
  const parts: StageParts = { ...given, config };
  const laid = layEndings(arena, first.endings);
  for (const ending of first.endings) stage.endings.add(ending);
  for (const canary of laid.canaries) stage.registers.plant(canary);
  const notes = stage.registers.seal();
  stage.requests.seal();
  stage.ways.seal();
  stage.disk.seal();
  await target.seal();
  await engine?.seal();
  await objects?.seal();
  await target.watch([...laid.paths, ...stage.disk.sealedPaths()]);
  if (target.description.tripwires) stage.disk.trustTripwires();
  const zones = zonesOf(stage, arena, config);
  const place = placesOf(stage, arena, zones);
  const replaceable = new Set<string>();
  const unseen = {
    ...{ ...parts, stage, rehearsed: first, zones, place, attacker: attackerName, replaceable },
    namesOfOthers: namesOfOthers(arena, stage.registers, first.endings),
  };
  const isWatched = remembered === null && target.description.tripwires;
  const rehearsed = isWatched ? await lookAgain(unseen) : first;
  const unplanted = { ...unseen, rehearsed };
  const apart = remembered?.apart ?? (await learnApart(unplanted));
  for (const name of apart) stage.apart.add(name);
  const predicted =
    remembered === null
      ? lessons.predictable
        ? await predictNames(unplanted)
        : { names: [], replaceable }
      : { ...remembered.predicted, replaceable: placesShown(remembered.predicted.replaceable, stage) };
  const caseParts: CaseParts = { ...unplanted, replaceable: predicted.replaceable };
  const learnt = await lessons.archives(caseParts);
  const races = remembered?.races ?? (lessons.races ? await learnRaces(caseParts) : noRaces);
  const known = knowledgeOf(config, rehearsed, zones, predicted.names);
  const withQuestions = questionChanges(caseParts);
  const homes = zones.own.map((folder) => belowRoot(folder, arena));
  const world: World = {
    knowledge: {
      ...known,
      homes,
      operations: learnt.operations,
      accesses: races.accesses,
      unhooked: races.unhooked,
    },
    rehearsal: {
      operations: rehearsed.operations,
      traffic: rehearsed.traffic,
      notes: [
        ...rehearsed.notes,
        ...notes,
        ...learnt.notes,
        ...zoneNotes(zones, config),
        ...jailNotes(target, config),
        ...streamNotes(config, atStart),
        ...apartNotes(apart),
        ...races.notes,
      ],
    },
    routes: target.description.routes,
    commands: target.description.commands,
    offers: target.description.offers ?? null,
    run: async (attack: Attack) => withQuestions(await runCase(caseParts, attack)),
    resolveFlow: (observation) => resolveFlow(caseParts, observation),
    describe: (attack, seen) => describeAttack(caseParts, attack, races.accesses, seen),
    inspectMoat: () =>
      stage.disk
        .inspectMoat()
        .map(
          ({ path, what, directory }) => `${stage.shown(path)}${directory ? '/' : ''} is ${differs[what]}`,
        ),
    close: running.close,
  };
  return {
    world,
    learnt: {
      rehearsed: without(given.config, rehearsed.untestable).operations,
      archives: learnt,
      predicted: { names: predicted.names, replaceable: [...predicted.replaceable].map(stage.shown) },
      apart,
      races,
      cuts: rehearsed.cuts,
    },
  };
}

const differs = {
  created: 'new',
  content: 'changed',
  metadata: 'changed in its mode, owner or times',
  deleted: 'gone',
  replaced: 'something else',
} as const;

/** The config with its actors as they act: hooks say headers that it does not. */
function withHeaders(config: Config, { description: { headers } }: Target): Config {
  const actors = config.actors.map((actor) => ({ ...actor, headers: headers[actor.name] ?? actor.headers }));
  return { ...config, actors };
}

function without(config: Config, names: readonly string[]): Config {
  return { ...config, operations: config.operations.filter(({ name }) => !names.includes(name)) };
}

/** The absolute paths of what was shown by arena places in another world. */
function placesShown(shown: readonly string[], { roots }: Stage): ReadonlySet<string> {
  return new Set(
    shown.flatMap((text) =>
      roots
        .filter((root) => text === root.shown || text.startsWith(`${root.shown}/`))
        .map((root) => root.path + text.slice(root.shown.length)),
    ),
  );
}
