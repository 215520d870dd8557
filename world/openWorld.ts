/**
 * Opens a world on running parts: rehearsed, sealed, taught by the lessons, ready for attacks. Later worlds of the same config
 * take over what the first one learnt: the second worker probes no archives again.
 */
import { layEndings } from '../arena/arena.ts';
import { attackerName, type Config } from '../model/config.ts';
import type { Cuts } from '../model/cuts.ts';
import type { LedgerNote } from '../model/finding.ts';
import type { WireRecord } from '../model/records.ts';
import type { Target } from '../model/target.ts';
import type { World } from '../model/world.ts';
import type { CaseParts } from './case/caseParts.ts';
import { runCase } from './case/caseRun.ts';
import { describeCaseAttack } from './case/describe.ts';
import { asOwn, blamingItself } from './case/ownLoss.ts';
import { learnApart } from './lessons/apart.ts';
import type { LearntArchives } from './lessons/learnArchives.ts';
import { type LearntRaces, learnRaces, noRaces } from './lessons/learnRaces.ts';
import { type LearntTexts, learnTexts, noTexts } from './lessons/learnTexts.ts';
import type { Lessons } from './lessons/lessons.ts';
import { lookAgain } from './lessons/lookAgain.ts';
import { type Predicted, predictNames } from './lessons/predict.ts';
import { resolveFlow } from './questions/flow.ts';
import { questionChanges } from './questions/questionChanges.ts';
import { knowledgeOf } from './rehearsal/knowledge.ts';
import { apartNotes, jailNotes, streamNotes, zoneNotes } from './rehearsal/notes.ts';
import { learnReasons } from './rehearsal/reasons.ts';
import { type Rehearsed, rehearse } from './rehearsal/rehearse.ts';
import { firstRoot, placeResolver, zonesOf } from './stage/grounds.ts';
import { namesOfOthers } from './stage/lookups.ts';
import type { StageParts } from './stage/observing.ts';
import type { Running } from './stage/running.ts';
import { type RehearsalStage, type Stage, setStage } from './stage/stage.ts';
import { configWithPlaces, rootPlaces } from './step/places.ts';

/** What the first world of a target has learnt, so that the next ones need not find it out again. */
export interface Learnt {
  /** Operations as they were rehearsed. */
  readonly rehearsed: Config['operations'];
  readonly archives: LearntArchives;
  /** Names as texts, and what may be replaced by arena place. */
  readonly predicted: { readonly names: Predicted['names']; readonly replaceable: readonly string[] };
  /** Operations that still work with a temporary folder on another file system, where it matters. */
  readonly apart: readonly string[];
  readonly races: LearntRaces;
  readonly texts: LearntTexts;
  readonly cuts: Cuts;
}

/** Learns which parameters take archives; another world may know it already. */
export type LearnArchives = (parts: CaseParts) => Promise<LearntArchives>;

export interface StartedWorld {
  readonly world: World;
  readonly learnt: Learnt;
}

/** What to learn beyond rehearsal. */
export type Curriculum = Omit<Lessons, 'archives'> & { readonly archives: LearnArchives };

/** Opens a world on parts that were started for it. `remembered` is what an earlier one has learnt; null for nothing. */
export async function openWorld(
  given: StageParts,
  lessons: Curriculum,
  remembered: Learnt | null,
  running: Running,
): Promise<StartedWorld> {
  const sealed = await rehearseAndSeal(given, remembered, running);
  const taught = await teach(sealed, lessons, remembered);
  return {
    world: worldOf(sealed, taught, running),
    learnt: {
      rehearsed: without(given.config, taught.parts.rehearsed.untestable).operations,
      archives: taught.archives,
      predicted: {
        names: taught.predicted.names,
        replaceable: [...taught.predicted.replaceable].map(sealed.stage.shown),
      },
      apart: taught.apart,
      races: taught.races,
      texts: taught.texts,
      cuts: taught.parts.rehearsed.cuts,
    },
  };
}

/** A world that goes back to this state after each case. */
interface SealedWorld {
  readonly parts: StageParts;
  readonly stage: Stage;
  readonly rehearsed: Rehearsed;
  /** What the registers say of owners. */
  readonly notes: readonly LedgerNote[];
  /** Requests to DynamoDB before any actor acted. */
  readonly atStart: readonly WireRecord[];
}

async function rehearseAndSeal(
  given: StageParts,
  remembered: Learnt | null,
  running: Running,
): Promise<SealedWorld> {
  const { target, engine, objects } = given;
  const places = namedPlaces(given);
  const placed = withHeaders(configWithPlaces(given.config, places), target);
  const stage = setStage({ ...given, config: placed }, remembered?.cuts);
  running.onClose(stage.close);
  // Files that the target created at its start belong to nobody: no actor had acted.
  const atStart = (await engine?.drain()) ?? [];
  await objects?.drain();
  const reasons = learnReasons(placed, target.description.routes, atStart);
  const rehearsed = await rehearse(stage, placed, places, reasons);
  const parts: StageParts = { ...given, config: without(placed, rehearsed.untestable) };
  const sealed = await sealWorld(stage, parts, rehearsed);
  return { parts, rehearsed, atStart, ...sealed };
}

/** Absolute folders by the names that examples and settings have for them. */
function namedPlaces({ arena, config }: StageParts): Readonly<Record<string, string>> {
  return {
    sandbox: firstRoot(arena),
    temp: arena.temp,
    inbox: arena.inbox,
    config: config.folder,
    ...Object.fromEntries(arena.roots),
    ...rootPlaces(arena.roots),
  };
}

/** The state now is the one to which every case returns. */
async function sealWorld(
  open: RehearsalStage,
  { arena, target, engine, objects }: StageParts,
  { endings }: Rehearsed,
): Promise<Pick<SealedWorld, 'stage' | 'notes'>> {
  const laid = layEndings(arena, endings);
  for (const canary of laid.canaries) open.registers.plant(canary);
  const { stage, notes } = open.seal({ endings, tripwires: target.description.tripwires });
  await target.seal();
  await engine?.seal();
  await objects?.seal();
  await target.watch([...laid.paths, ...stage.disk.sealedPaths()]);
  return { stage, notes };
}

/** What lessons have taught. */
interface Taught {
  readonly parts: CaseParts;
  readonly apart: readonly string[];
  readonly predicted: Predicted;
  readonly archives: LearntArchives;
  readonly races: LearntRaces;
  readonly texts: LearntTexts;
}

/** Lessons build on one another: which names may be replaced decides what a harmless archive meets. */
async function teach(sealed: SealedWorld, lessons: Curriculum, remembered: Learnt | null): Promise<Taught> {
  const untaught = casePartsOf(sealed);
  const isWatched = remembered === null && untaught.target.description.tripwires;
  const rehearsed = isWatched ? await lookAgain(untaught) : untaught.rehearsed;
  const looked: CaseParts = { ...untaught, rehearsed };
  const apart = remembered?.apart ?? (await learnApart(looked));
  const placed: CaseParts = { ...looked, apart: new Set(apart) };
  const predicted = await namesPredicted(placed, lessons, remembered);
  const parts: CaseParts = { ...placed, replaceable: predicted.replaceable };
  const archives = await lessons.archives(parts);
  const races = remembered?.races ?? (lessons.races ? await learnRaces(parts) : noRaces);
  const texts = remembered?.texts ?? (lessons.texts ? await learnTexts(parts) : noTexts);
  return { parts, apart, predicted, archives, races, texts };
}

function casePartsOf({ parts, stage, rehearsed }: SealedWorld): CaseParts {
  const { arena, config } = parts;
  const zones = zonesOf(stage, arena, config);
  return {
    ...parts,
    ...{ stage, rehearsed, zones, attacker: attackerName },
    place: placeResolver(stage, arena, zones),
    namesOfOthers: namesOfOthers(arena, stage.registers, rehearsed.endings),
    replaceable: new Set(),
    apart: new Set(),
  };
}

async function namesPredicted(
  parts: CaseParts,
  { predictable }: Curriculum,
  remembered: Learnt | null,
): Promise<Predicted> {
  if (remembered !== null)
    return {
      names: remembered.predicted.names,
      replaceable: placesShown(remembered.predicted.replaceable, parts.stage),
    };
  return predictable ? await predictNames(parts) : { names: [], replaceable: parts.replaceable };
}

function worldOf(sealed: SealedWorld, taught: Taught, running: Running): World {
  const { parts, predicted, archives, races, texts } = taught;
  const { stage, rehearsed, zones, arena, config, target } = parts;
  const withQuestions = questionChanges(parts);
  return {
    knowledge: {
      ...knowledgeOf(config, rehearsed, zones, arena, { predictable: predicted.names, chains: texts.chains }),
      operations: archives.operations,
      races: { accesses: races.accesses, unhooked: races.unhooked },
    },
    rehearsal: {
      operations: rehearsed.operations,
      traffic: rehearsed.traffic,
      notes: worldNotes(sealed, taught),
    },
    routes: target.description.routes,
    commands: target.description.commands,
    offers: target.description.offers ?? null,
    run: (attack) => blamingItself(stage, async () => withQuestions(await runCase(parts, attack))),
    resolveFlow: (observation) =>
      resolveFlow(parts, observation).catch((thrown: unknown) => {
        throw asOwn(thrown);
      }),
    describe: (attack, seen) => describeCaseAttack(parts, attack, races.accesses, seen),
    inspectMoat: () =>
      stage.disk
        .inspectMoat()
        .map(
          ({ path, what, directory }) =>
            `${stage.shown(path)}${directory ? '/' : ''} is ${differenceWords[what]}`,
        ),
    close: running.close,
  };
}

function worldNotes(
  { notes, atStart }: SealedWorld,
  { parts, apart, archives, races, texts }: Taught,
): readonly LedgerNote[] {
  const { rehearsed, zones, config, target } = parts;
  return [
    ...rehearsed.notes,
    ...notes,
    ...archives.notes,
    ...zoneNotes(zones, config),
    ...jailNotes(target, config),
    ...streamNotes(config, atStart),
    ...apartNotes(apart),
    ...races.notes,
    ...texts.notes,
  ];
}

const differenceWords = {
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

/** The absolute paths of places that another world reported by arena places. */
function placesShown(shown: readonly string[], { roots }: Stage): ReadonlySet<string> {
  return new Set(
    shown.flatMap((text) =>
      roots
        .filter((root) => text === root.shown || text.startsWith(`${root.shown}/`))
        .map((root) => root.path + text.slice(root.shown.length)),
    ),
  );
}
