/**
 * No operation reads a file or lists a folder outside the sandbox: `show` of `../secret.txt` must not read it, whatever it
 * answers.
 */
import type { DocumentedProperty } from '../model/finding.ts';
import { accessesOutside, accessViolation } from './judging.ts';

export const noReadOutside: DocumentedProperty = {
  id: 'no-read-outside',
  cwe: 'CWE-22',
  severity: 'high',
  promise:
    'No operation reads a file or lists a folder outside the sandbox. Opening without reading is no read; mapping into memory is one. Reads of the real system count only if the path contains what the attacker sent and harmless runs never read it. Mappings made by C extensions and subprocesses are not seen.',
  remedy:
    'Look the file up by the item that owns it, and open the path that the service has stored there. Where a name comes from the request, use `FileSystemStorage.open`, which refuses to leave its `location`, or resolve the path and compare components with `Path.is_relative_to`.',
  flawed: `def download(request, name):
    return FileResponse(open(os.path.join(settings.MEDIA_ROOT, name), "rb"))`,
  corrected: `def download(request, name):
    return FileResponse(FileSystemStorage(settings.MEDIA_ROOT).open(name, "rb"))`,
  judge: (observation) => accessesOutside(observation, ['read', 'list']).map(accessViolation),
};
