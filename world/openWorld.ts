/**
 * Opens a world on running parts: rehearsed, sealed, taught by the lessons, ready for attacks. Later worlds of the same config
 * take over what the first one learnt: the second worker probes no archives again.
 */
import { attackerName, type Config } from '../model/config.ts';
import type { Cuts } from '../model/cuts.ts';
import type { LedgerNote } from '../model/finding.ts';
import type { World } from '../model/world.ts';
import type { CaseParts } from './case/caseParts.ts';
import { describeCaseAttack } from './case/describe.ts';
import { exchangesOf } from './case/exchanges.ts';
import { asOwn, blamingItself } from './case/ownLoss.ts';
import { reproduce } from './case/reproduce.ts';
import { learnApart } from './lessons/apart.ts';
import { type CountedRuns, openCountedRuns } from './lessons/countedRuns.ts';
import { type HarmlessEnds, harmlessEnds } from './lessons/harmlessEnds.ts';
import type { LearntArchives } from './lessons/learnArchives.ts';
import { type LearntMeetings, learnMeetings } from './lessons/learnMeetings.ts';
import { type LearntRaces, learnRaces, noRaces } from './lessons/learnRaces.ts';
import { type LearntTexts, learnTexts, noTexts } from './lessons/learnTexts.ts';
import type { Lessons } from './lessons/lessons.ts';
import { lookAgain } from './lessons/lookAgain.ts';
import { type Predicted, predictNames } from './lessons/predict.ts';
import { resolveFlow } from './questions/flow.ts';
import { runApart } from './questions/otherRecords.ts';
import { questionChanges } from './questions/questionChanges.ts';
import { withSerialOrders } from './questions/serialOrders.ts';
import { withoutUsualGains } from './questions/usualGains.ts';
import { knowledgeOf } from './rehearsal/knowledge.ts';
import { apartNotes, jailNotes, streamNotes, zoneNotes } from './rehearsal/notes.ts';
import { type SealedWorld, sealedWorld, withoutOperations } from './sealedWorld.ts';
import { placeResolver, zonesOf } from './stage/grounds.ts';
import { namesOfOthers } from './stage/lookups.ts';
import type { StageParts } from './stage/observing.ts';
import { UnlikeRecordingError } from './stage/recording.ts';
import type { Running } from './stage/running.ts';
import type { Stage } from './stage/stage.ts';
import type { WorldCopy } from './worldCopy.ts';

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
  readonly meetings: LearntMeetings;
  readonly texts: LearntTexts;
  readonly cuts: Cuts;
  /** By which further worlds do without a rehearsal; null where it cannot be made, or was of no use. */
  readonly copy: (WorldCopy & { readonly ends: HarmlessEnds }) | null;
}

/** Learns which parameters take archives; another world may know it already. */
export type LearnArchives = (parts: CaseParts) => Promise<LearntArchives>;

export interface StartedWorld {
  readonly world: World;
  readonly learnt: Learnt;
  /** Runs these operations harmlessly, by default all. Rejects with `UnlikeRecordingError` if one ends otherwise than in the copied world. */
  readonly requireSameEnds: (names?: ReadonlySet<string>) => Promise<void>;
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
  const sealed = await sealedWorld(given, remembered, running);
  const taught = await teach(sealed, lessons, remembered);
  return {
    world: worldOf(sealed, taught, running),
    requireSameEnds: (names) => requireSameEnds(taught, remembered?.copy?.ends ?? new Map(), names),
    learnt: {
      rehearsed: withoutOperations(given.config, taught.parts.rehearsed.untestable).operations,
      archives: taught.archives,
      predicted: {
        names: taught.predicted.names,
        replaceable: [...taught.predicted.replaceable].map(sealed.stage.shown),
      },
      apart: taught.apart,
      races: taught.races,
      meetings: taught.meetings,
      texts: taught.texts,
      cuts: taught.parts.rehearsed.cuts,
      copy:
        remembered === null
          ? await copyWithEnds(lessons.copies ? sealed.copy : null, taught)
          : remembered.copy,
    },
  };
}

async function copyWithEnds(copy: WorldCopy | null, { parts, runs }: Taught): Promise<Learnt['copy']> {
  return copy === null ? null : { ...copy, ends: await harmlessEnds(parts, runs) };
}

async function requireSameEnds(
  { parts, runs }: Taught,
  expected: HarmlessEnds,
  names: ReadonlySet<string> = new Set(expected.keys()),
): Promise<void> {
  const operations = parts.config.operations.filter(({ name }) => names.has(name));
  const ends = await harmlessEnds(parts, runs, operations);
  for (const [name, end] of expected)
    if (names.has(name) && ends.get(name) !== end)
      throw new UnlikeRecordingError(`${name} ends otherwise in a copy`);
}

/** What lessons have taught. */
interface Taught {
  readonly parts: CaseParts;
  readonly apart: readonly string[];
  readonly predicted: Predicted;
  readonly archives: LearntArchives;
  readonly races: LearntRaces;
  readonly meetings: LearntMeetings;
  readonly texts: LearntTexts;
  readonly runs: CountedRuns;
}

/** Lessons build on one another: which names may be replaced decides what a harmless archive meets. */
async function teach(sealed: SealedWorld, lessons: Curriculum, remembered: Learnt | null): Promise<Taught> {
  const untaught = casePartsOf(sealed);
  const isWatched = remembered === null && untaught.target.description.tripwires;
  const rehearsed = isWatched ? await lookAgain(untaught) : untaught.rehearsed;
  const looked: CaseParts = { ...untaught, rehearsed };
  const apart = remembered?.apart ?? (await learnApart(looked));
  const placed: CaseParts = { ...looked, apart: new Set(apart) };
  const runs = openCountedRuns(placed);
  const predicted = await namesPredicted(placed, runs, lessons, remembered);
  const parts: CaseParts = { ...placed, replaceable: predicted.replaceable };
  const archives = await lessons.archives(parts);
  const races = remembered?.races ?? (lessons.races ? await learnRaces(parts, runs) : noRaces);
  const texts = remembered?.texts ?? (lessons.texts ? await learnTexts(parts, runs) : noTexts);
  const meetings = remembered?.meetings ?? (lessons.meetings ? await learnMeetings(parts, runs) : {});
  return { parts, apart, predicted, archives, races, meetings, texts, runs };
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
  runs: CountedRuns,
  { predictable }: Curriculum,
  remembered: Learnt | null,
): Promise<Predicted> {
  if (remembered !== null)
    return {
      names: remembered.predicted.names,
      replaceable: placesShown(remembered.predicted.replaceable, parts.stage),
    };
  return predictable ? await predictNames(parts, runs) : { names: [], replaceable: parts.replaceable };
}

function worldOf(sealed: SealedWorld, taught: Taught, running: Running): World {
  const { parts, predicted, archives, races, meetings, texts } = taught;
  const { stage, rehearsed, zones, arena, config, target } = parts;
  const withQuestions = questionChanges(parts);
  return {
    knowledge: {
      ...knowledgeOf(config, rehearsed, zones, arena, { ...texts, predictable: predicted.names }),
      operations: archives.operations,
      races: { accesses: races.accesses, unhooked: races.unhooked, meetings },
    },
    rehearsal: {
      operations: rehearsed.operations,
      traffic: rehearsed.traffic,
      notes: worldNotes(sealed, taught),
    },
    routes: target.description.routes,
    commands: target.description.commands,
    offers: target.description.offers ?? null,
    run: (attack) =>
      blamingItself(stage, async () =>
        withQuestions(
          await withoutUsualGains(parts, await withSerialOrders(parts, await runApart(parts, attack))),
        ),
      ),
    resolveFlow: (observation, isPresenceKnown) =>
      resolveFlow(parts, observation, isPresenceKnown).catch((thrown: unknown) => {
        throw asOwn(thrown);
      }),
    describe: (attack, seen) => ({
      ...describeCaseAttack(parts, attack, races.accesses, seen),
      exchanges: exchangesOf(parts, attack, seen),
    }),
    reproduce: (attack) => reproduce(parts, attack),
    inspectMoat: () => {
      if (!stage.isMidway()) stage.disk.findUntold();
      return stage.disk
        .inspectMoat()
        .map(
          ({ path, what, directory }) =>
            `${stage.shown(path)}${directory ? '/' : ''} is ${differenceWords[what]}`,
        );
    },
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
