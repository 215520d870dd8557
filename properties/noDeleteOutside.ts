/**
 * No operation deletes a file or folder outside the sandbox or moves it away: `drop` of `../secret.txt` leaves the moat as it
 * was.
 */
import type { DocumentedProperty } from '../model/finding.ts';
import { accessesOutside, accessViolation } from './judging.ts';

export const noDeleteOutside: DocumentedProperty = {
  id: 'no-delete-outside',
  cwe: 'CWE-22',
  severity: 'critical',
  promise: 'No operation deletes a file or folder outside the sandbox or moves it away.',
  remedy:
    'Delete through the Storage, by the name that the service has stored itself, and refuse the empty name and the folder itself. `shutil.rmtree` and `os.replace` need the same check as `open`.',
  flawed: `def remove(request, name):
    os.remove(f"{settings.MEDIA_ROOT}/{name}")`,
  corrected: `def remove(request, name):
    FileSystemStorage(settings.MEDIA_ROOT).delete(name)`,
  judge: (observation) => accessesOutside(observation, ['delete']).map(accessViolation),
};
