/**
 * Attacks whose last step is performed by another identity of the attacker's: an account without a tenant may pass a check that
 * compares tenants. The steps before are the attacker's own.
 */
import type { Attack } from '../../model/attack.ts';
import type { Knowledge } from '../../model/knowledge.ts';
import type { Operation } from '../../model/operation.ts';

/** The attacker's identities other than the usual one of an operation. */
export function otherIdentities(
  { actors: { identities: attackerIdentities } }: Knowledge,
  { as }: Operation,
): readonly string[] {
  return attackerIdentities.filter((one) => one !== as);
}

export function byIdentity(attack: Attack, as: string): Attack {
  const last = attack.steps.length - 1;
  return { ...attack, steps: attack.steps.map((step, index) => (index === last ? { ...step, as } : step)) };
}
