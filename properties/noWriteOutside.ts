/** No operation creates, writes, truncates or renames a file beyond the sandbox, whatever path led there. */
import type { Property } from '../model/finding.ts';
import { accessesOutside, violationOf } from './judging.ts';

export const noWriteOutside: Property = {
  id: 'no-write-outside',
  cwe: 'CWE-22',
  severity: 'critical',
  promise:
    'No operation creates, writes, truncates or renames a file beyond the sandbox, whatever path led there. A write to the real system is refused and counts. Writes that a C extension or a subprocess makes beyond the arena are not seen; where there is a jail, it stops them.',
  judge: (observation) => accessesOutside(observation, ['create', 'write']).map(violationOf),
};
