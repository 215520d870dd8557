/**
 * The condition under which a finding counts, in words: `a tenant can also write to its folder by other means: then it is
 * high (attacker.powers does not hold own-folder)`.
 */
import type { Power } from '../model/attack.ts';
import type { Condition } from '../model/finding.ts';

/** The heading of findings with a condition. */
export const conditionalTitle: string =
  'If the attacker can do more than send one request after the other (write to its folder by SFTP, act while a request runs): attacker.powers does not say so, and these fail no run';

/** The words after `if` in a finding. */
export function conditionLine({ powers, severity }: Condition): string {
  const said = powers.flatMap((power) => powerConditions[power] ?? []).join(', and ');
  return `${said}: then it is ${severity} (attacker.powers does not hold ${powers.join(', ')})`;
}

/** A request alone needs no condition. */
const powerConditions: Readonly<Partial<Record<Power, string>>> = {
  'own-folder': 'a tenant can also write to its folder by other means',
  'shared-temp': 'others can write to a temporary folder of the machine',
  race: 'somebody can act in the middle of a step',
  'hard-link': 'the kernel lets anybody make hard links to files of others',
};
