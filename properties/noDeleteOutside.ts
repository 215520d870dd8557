/** No operation deletes a file or folder beyond the sandbox or moves it away. */
import type { Property } from '../model/finding.ts';
import { accessesOutside, violationOf } from './judging.ts';

export const noDeleteOutside: Property = {
  id: 'no-delete-outside',
  cwe: 'CWE-22',
  severity: 'critical',
  promise: 'No operation deletes a file or folder beyond the sandbox or moves it away.',
  judge: (observation) => accessesOutside(observation, ['delete']).map(violationOf),
};
