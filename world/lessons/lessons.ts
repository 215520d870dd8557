/** What a world learns beyond rehearsal, and which of it known attacks need: a replay starts sooner without the rest. */
import { type Attack, archiveIn } from '../../model/attack.ts';

export interface Lessons {
  /** Which parameters take archives. */
  readonly archives: boolean;
  /** Which names in temporary folders are made again, so that something else may wait there. */
  readonly predictable: boolean;
  /** Which lookups an intruder can aim at. */
  readonly races: boolean;
}

export const allLessons: Lessons = { archives: true, predictable: true, races: true };

/** What the world must know to do just these attacks as the world did in which they were found. */
export function lessonsFor(attacks: readonly Attack[]): Lessons {
  return {
    archives: attacks.some(({ steps }) =>
      steps.some((step) => Object.values(step.arguments).some((argument) => archiveIn(argument) !== null)),
    ),
    predictable: attacks.some(({ layout }) => layout.some(({ zone }) => zone === 'temp')),
    // A race says itself which lookup it aims at.
    races: false,
  };
}
