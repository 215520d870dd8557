/** No operation reads a file or lists a folder beyond the sandbox. */
import type { Property } from '../model/finding.ts';
import { accessesOutside, violationOf } from './judging.ts';

export const noReadOutside: Property = {
  id: 'no-read-outside',
  cwe: 'CWE-22',
  severity: 'high',
  promise:
    'No operation reads a file or lists a folder beyond the sandbox. Opening without reading is no read; mapping into memory is one. Reads of the real system count only where the path carries what the attacker sent and harmless traffic never read it; mappings made by C extensions and subprocesses are not seen.',
  judge: (observation) => accessesOutside(observation, ['read', 'list']).map(violationOf),
};
