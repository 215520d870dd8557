/**
 * No step of the attacker reads a file that another actor owns, or gets anything that depends on the content of
 * an item or object that another actor owns.
 */
import type { Property } from '../model/finding.ts';
import type { Access } from '../model/observation.ts';
import { accessesToForeign, violationOf } from './judging.ts';

export const noCrossTenantRead: Property = {
  id: 'no-cross-tenant-read',
  cwe: 'CWE-639',
  severity: 'high',
  promise:
    'No step of the attacker reads a file that another actor owns, or gets anything that depends on the content of an item or object that another actor owns. Code that fetches one, sees that it is another’s and tells nothing is safe: the case is repeated with its content changed, and only an answer that changes with it convicts. What the answer of a later step shows is not compared.',
  judge: (observation) => accessesToForeign(observation, ['read']).filter(reachedTheActor).map(violationOf),
};

function reachedTheActor(access: Access): boolean {
  return access.resource.store === 'file' || access.flow === 'shown';
}
