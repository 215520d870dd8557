/** No operation makes a link in the sandbox that leads out of it. */
import type { Property } from '../model/finding.ts';
import { accessesOutside, violationOf } from './judging.ts';

export const noLinkOut: Property = {
  id: 'no-link-out',
  cwe: 'CWE-59',
  severity: 'high',
  promise:
    'No operation makes a link in the sandbox that leads out of it. Links that the attack planted itself do not count.',
  judge: (observation) => accessesOutside(observation, ['link']).map(violationOf),
};
