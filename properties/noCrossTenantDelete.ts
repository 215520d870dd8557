/** No step of the attacker deletes a file, item or object that another actor owns. */
import type { Property } from '../model/finding.ts';
import { accessesToForeign, violationOf } from './judging.ts';

export const noCrossTenantDelete: Property = {
  id: 'no-cross-tenant-delete',
  cwe: 'CWE-639',
  severity: 'critical',
  promise: 'No step of the attacker deletes a file, item or object that another actor owns.',
  judge: (observation) => accessesToForeign(observation, ['delete']).map(violationOf),
};
