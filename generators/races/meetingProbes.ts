/**
 * Whole steps in the middle of another one: the class `race.other-step`. Between the `get_item` and the `put_item` of the
 * attacker's `claim`, the victim claims the same room. Tried where rehearsal shows that two steps meet at one thing.
 */
import fc from 'fast-check';
import { type Attack, isBetweenSteps } from '../../model/attack.ts';
import type { AttackClass } from '../../model/attackClass.ts';
import type { Knowledge, MeetingSteps } from '../../model/knowledge.ts';
import { limits } from '../../model/limits.ts';
import type { Operation } from '../../model/operation.ts';
import { firstTried } from '../base/firstTried.ts';
import type { Recogniser } from '../base/sent.ts';

/** Attacks on one operation; none without the power or a step that meets it. */
export function meetingProbes(knowledge: Knowledge, operation: string): readonly Attack[] {
  if (!knowledge.means.powers.includes('race')) return [];
  const meetings = knowledge.races.meetings?.[operation] ?? [];
  const all = inTurn(meetings).map(({ meeting, at }) => between(knowledge, operation, meeting, at));
  const what = 'steps are done in the middle of others before any is drawn';
  return firstTried(knowledge, { name: operation }, all, limits.meetingProbesMax, what);
}

/** The likeliest turn of each meeting, other actors' first, then the next turns. */
function inTurn(meetings: readonly MeetingSteps[]): readonly { meeting: MeetingSteps; at: number }[] {
  const rounds = Array.from({ length: limits.turnsPerMeetingMax }, (_, round) => round);
  return rounds.flatMap((round) =>
    meetings.flatMap((meeting) => {
      const at = meeting.turns[round];
      return at === undefined ? [] : [{ meeting, at }];
    }),
  );
}

function between(
  { actors: { attacker } }: Knowledge,
  operation: string,
  { before = [], arguments: args, other }: MeetingSteps,
  at: number,
): Attack {
  return {
    layout: [],
    steps: [...before, { operation, actor: attacker, arguments: args }, other],
    race: { step: before.length, at, up: 0, put: { kind: 'step' }, back: null },
  };
}

interface MeetingGenerator extends Recogniser {
  readonly class: AttackClass;
  readonly weight: number;
  readonly arbitrary: (knowledge: Knowledge, operation: Operation) => fc.Arbitrary<Attack> | null;
}

export const otherStep: MeetingGenerator = {
  class: 'race.other-step',
  weight: 4,
  arbitrary: (knowledge, { name }) => {
    const probes = meetingProbes(knowledge, name);
    return probes.length === 0 ? null : fc.constantFrom(...probes);
  },
  recognises: ({ attack: { race } }) => isBetweenSteps(race),
};
