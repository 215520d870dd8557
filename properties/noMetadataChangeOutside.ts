/**
 * No operation changes the mode, owner, times or extended attributes of a file outside the sandbox: a `chmod` through a planted
 * link violates it.
 */
import type { DocumentedProperty } from '../model/finding.ts';
import { accessesOutside, accessViolation } from './judging.ts';

export const noMetadataChangeOutside: DocumentedProperty = {
  id: 'no-metadata-change-outside',
  cwe: 'CWE-22',
  severity: 'high',
  promise:
    'No operation changes the mode, owner, times or extended attributes of a file outside the sandbox. A link count that changes with a hard link does not count. Extended attributes are seen on systems with inotify.',
  remedy:
    'Change modes and times by the descriptor of the file that was opened (`os.fchmod`, `os.utime(fd)`), or with `follow_symlinks=False`. When unpacking, leave modes and owners out: `tarfile.extractall(filter="data")`.',
  flawed: `def protect(request, name):
    os.chmod(os.path.join(settings.MEDIA_ROOT, name), 0o400)`,
  corrected: `def protect(request, name):
    with FileSystemStorage(settings.MEDIA_ROOT).open(name, "rb") as opened:
        os.fchmod(opened.fileno(), 0o400)`,
  judge: (observation) => accessesOutside(observation, ['metadata']).map(accessViolation),
};
