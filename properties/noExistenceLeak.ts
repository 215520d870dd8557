/** No answer to the attacker tells whether another actor's item, or a file that is not the attacker's, is there. */
import type { Property } from '../model/finding.ts';
import { interferences } from './judging.ts';

export const noExistenceLeak: Property = {
  id: 'no-existence-leak',
  cwe: 'CWE-204',
  severity: 'info',
  promise:
    'No answer to the attacker tells whether an item of another actor is there, nor whether a file is that another actor owns or that lies outside the sandbox, where a request names it. Shown by repeating the case without it. Informative, because names that all tenants share (user names, say) cannot be taken twice and must tell so; unguessable ids have nothing to tell. Looks at files that Python makes by other means than os.stat, os.lstat, os.readlink and os.access are not seen, nor are those of subprocesses; objects are not asked about.',
  judge: (observation) => interferences(observation, ({ on, by }) => on === 'presence' && by === 'key'),
};
