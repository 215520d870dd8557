/**
 * Repeats a victim's step as the attacker: `view` as the victim, then `view` as mallory with the same arguments. The second
 * answer may contain what the target stored in the first (in a cache, a session, a module's variable). Class `key.cache`.
 */
import type { Attack } from '../../model/attack.ts';
import type { Knowledge } from '../../model/knowledge.ts';
import { limits } from '../../model/limits.ts';
import type { Operation } from '../../model/operation.ts';
import { attackable } from '../base/aim.ts';
import type { Recogniser } from '../base/sent.ts';
import { leavingOut } from './fields.ts';
import { otherIdentities } from './otherIdentities.ts';
import { stepOf } from './sequences.ts';
import { victimsArguments } from './victims.ts';

export const followed: Recogniser = {
  class: 'key.cache',
  recognises: ({ attack: { steps } }) =>
    steps.some((later, index) =>
      steps
        .slice(0, index)
        .some(({ actor, operation }) => actor !== later.actor && operation === later.operation),
    ),
};

/**
 * Each victim's step and then the attacker's: both with what the victim sends, each with its own, by another identity of the
 * attacker's, and without what a cache may vary by; and the attacker's first, so that the victim is answered with it.
 */
export function followedProbes(knowledge: Knowledge, operation: Operation): Attack[] {
  const { attacker, victims } = knowledge.actors;
  const own = stepOf(operation, attacker, {});
  const others = otherIdentities(knowledge, operation).slice(0, limits.followingIdentitiesMax);
  const varying = attackable(operation).filter(({ place }) => place === 'header' || place === 'cookie');
  const lacking = varying.slice(0, limits.followingOmissionsMax).map((one) => leavingOut([one]));
  return victims.flatMap((victim) => {
    const sent = victimsArguments(knowledge, victim, operation);
    const theirs = stepOf(operation, victim, {});
    return [
      [stepOf(operation, victim, sent), stepOf(operation, attacker, sent)],
      [theirs, own],
      ...others.map((as) => [theirs, { ...own, as }]),
      ...lacking.map((args) => [theirs, stepOf(operation, attacker, args)]),
      [own, theirs],
    ].map((steps): Attack => ({ layout: [], steps, race: null }));
  });
}
