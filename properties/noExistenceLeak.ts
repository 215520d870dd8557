/** No answer to the attacker tells whether another actor's item is there. */
import type { Property } from '../model/finding.ts';
import { interferences } from './judging.ts';

export const noExistenceLeak: Property = {
  id: 'no-existence-leak',
  cwe: 'CWE-204',
  severity: 'info',
  promise:
    'No answer to the attacker tells whether an item of another actor is there. Informative, because names that all tenants share (user names, say) cannot be taken twice and must tell so; unguessable ids have nothing to tell. Files and objects are not asked about.',
  judge: (observation) => interferences(observation, ({ on, by }) => on === 'presence' && by === 'key'),
};
