/**
 * Repeats a victim's step as the attacker: `view` as the victim, then `view` as mallory with the same arguments. The second
 * answer may contain what the target stored in the first (in a cache, a session, a module's variable). Class `key.cache`.
 */
import type { Attack } from '../../model/attack.ts';
import type { Knowledge } from '../../model/knowledge.ts';
import type { Operation } from '../../model/operation.ts';
import type { Recogniser } from '../base/sent.ts';
import { stepOf } from './sequences.ts';
import { victimsArguments } from './victims.ts';

export const followed: Recogniser = {
  class: 'key.cache',
  recognises: ({
    attack: { steps },
    knowledge: {
      actors: { attacker },
    },
  }) =>
    steps.some(
      (later, index) =>
        later.actor === attacker &&
        steps
          .slice(0, index)
          .some(({ actor, operation }) => actor !== attacker && operation === later.operation),
    ),
};

/** Each victim's step and then the attacker's: both with what the victim sends, then each with its own. */
export function followedProbes(knowledge: Knowledge, operation: Operation): Attack[] {
  return knowledge.actors.victims.flatMap((victim) =>
    [victimsArguments(knowledge, victim, operation), {}].map((sent) => ({
      layout: [],
      steps: [stepOf(operation, victim, sent), stepOf(operation, knowledge.actors.attacker, sent)],
      race: null,
    })),
  );
}
