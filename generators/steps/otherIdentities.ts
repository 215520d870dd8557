/**
 * Attacks by other identities of the attacker's: whoever belongs to no tenant may pass a check that compares tenants. The last step
 * is done by them, what leads to it is not.
 */
import type { Attack } from '../../model/attack.ts';
import type { Knowledge, Operation } from '../../model/operation.ts';

/** Identities of the attacker's by which an operation is not done as it is. */
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
