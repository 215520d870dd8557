/** No operation changes the mode, owner, times or extended attributes of a file beyond the sandbox. */
import type { Property } from '../model/finding.ts';
import { accessesOutside, violationOf } from './judging.ts';

export const noMetadataChangeOutside: Property = {
  id: 'no-metadata-change-outside',
  cwe: 'CWE-22',
  severity: 'high',
  promise:
    'No operation changes the mode, owner, times or extended attributes of a file beyond the sandbox. A link count that changes with a hard link is nobody’s metadata; extended attributes are seen where inotify is.',
  judge: (observation) => accessesOutside(observation, ['metadata']).map(violationOf),
};
