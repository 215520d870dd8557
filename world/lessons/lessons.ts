/**
 * The lessons that a world can learn after rehearsal, and which of them given attacks need: a replay of an attack without archives
 * starts sooner without the lesson on archives. Each step of a lesson is done before the first case, so that it must show what no
 * step before it has shown:
 *
 * - Rehearsal does each operation as each actor, behind what it needs, and three times what makes things: a folder is somebody's
 *   by three files, a name by three items. What others need is done last, and again only where something has changed since.
 * - From the state in which cases begin, each operation is done once (`countedRuns.ts`), with its lookups and turns counted. All
 *   lessons learn from these runs.
 * - Predictable names: again without what earlier runs have left in the temporary folder, and with other words, where there are any.
 * - Archives: one of each kind that was not extracted yet.
 * - Races: again where something can be raced against, for whether the same is looked up.
 * - Texts: one value with signs of all kinds, and where it does not arrive as it was sent, one for each kind; paths besides.
 * - Meetings: behind another step where nothing is changed without it; eight in a row where a search or a counter may get full.
 * - Copies: as the victims, what looks for what they have made, with which each copy is compared when it first attacks an operation.
 */
import { type Attack, archiveIn } from '../../model/attack.ts';

export interface Lessons {
  /** Which parameters take archives. */
  readonly archives: boolean;
  /** Which names in temporary folders are made again, so that something else may wait there. */
  readonly predictable: boolean;
  /** Which lookups an intruder can aim at. */
  readonly races: boolean;
  /** Which steps meet at one thing. */
  readonly meetings: boolean;
  /** Transformations of texts on their way to paths and keys. */
  readonly texts: boolean;
  /** How harmless runs end, by which a further world shows that it is a copy of this one. */
  readonly copies: boolean;
}

export const allLessons: Lessons = {
  archives: true,
  predictable: true,
  races: true,
  meetings: true,
  texts: true,
  copies: true,
};

/** Rehearsal alone. */
export const noLessons: Lessons = {
  archives: false,
  predictable: false,
  races: false,
  meetings: false,
  texts: false,
  copies: false,
};

/** What the world must know to do just these attacks as the world did in which they were found. */
export function lessonsFor(attacks: readonly Attack[]): Lessons {
  return {
    // A race contains the index of its lookup, and a solved text is part of the attack.
    ...noLessons,
    archives: attacks.some(({ steps }) =>
      steps.some((step) => Object.values(step.arguments).some((argument) => archiveIn(argument) !== null)),
    ),
    predictable: attacks.some(({ layout }) => layout.some(({ zone }) => zone === 'temp')),
  };
}
