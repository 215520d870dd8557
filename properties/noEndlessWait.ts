/**
 * Nobody waits for the other end of a pipe that the attacker has planted: `list` by the victim returns although `own/p` is a
 * pipe.
 */
import type { DocumentedProperty } from '../model/finding.ts';
import { accessViolation } from './judging.ts';

export const noEndlessWait: DocumentedProperty = {
  id: 'no-endless-wait',
  cwe: 'CWE-400',
  severity: 'info',
  promise:
    'Nobody but the attacker opens a named pipe that the attacker has planted among stored files, and waits for its other end: an export or a clean-up that works for all tenants would never end. Informative, because it touches nobody else’s data. Only opens by Python are seen; each is stopped before it waits.',
  remedy:
    'Open files of tenants with `O_NONBLOCK` and go on with regular files alone. A management command that works for all tenants is stopped by the pipe of one otherwise.',
  flawed: `def export(paths):
    for path in paths:
        with open(path, "rb") as source:
            yield source.read()`,
  corrected: `def export(paths):
    for path in paths:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as source:
            if stat.S_ISREG(os.fstat(descriptor).st_mode):
                yield source.read()`,
  judge: ({ accesses }) => accesses.filter(({ action }) => action === 'wait').map(accessViolation),
};
