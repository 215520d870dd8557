/** Nobody waits for the other end of a pipe that the attacker has planted. */
import type { Property } from '../model/finding.ts';
import { violationOf } from './judging.ts';

export const noEndlessWait: Property = {
  id: 'no-endless-wait',
  cwe: 'CWE-400',
  severity: 'info',
  promise:
    'Nobody but the attacker opens a named pipe that the attacker has put where files are kept, and waits for somebody at its other end: an export or a clean-up that works for all tenants would never end. Informative, because it touches nothing of others. Only what Python opens is seen; it is stopped before it waits.',
  judge: ({ accesses }) => accesses.filter(({ action }) => action === 'wait').map(violationOf),
};
