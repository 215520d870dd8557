/**
 * The lessons that a world can learn after rehearsal (archives, predictable names, races, texts), and which of them given attacks
 * need: a replay of an attack without archives starts sooner without the lesson on archives.
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
