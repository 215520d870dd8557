/** No step of the attacker writes a file, item or object that another actor owns, or puts one into a folder or partition that is another actor’s own. */
import type { Property } from '../model/finding.ts';
import { isAddressed } from './itemForAnother.ts';
import { accessesToForeign, violationOf } from './judging.ts';

export const noCrossTenantWrite: Property = {
  id: 'no-cross-tenant-write',
  cwe: 'CWE-639',
  severity: 'critical',
  promise:
    'No step of the attacker writes a file, item or object that another actor owns, or puts one into a folder or partition that is another actor’s own. What harmless traffic of several actors writes by name is shared. Writing just what is there already, as stores by content and locks do, changes nothing and is left alone. An item that names who put it there is told by item-for-another.',
  judge: (observation) =>
    accessesToForeign(observation, ['create', 'write', 'metadata'])
      .filter((access) => access.unchanged !== true && !isAddressed(access, observation))
      .map(violationOf),
};
