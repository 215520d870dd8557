/**
 * Nobody can guess the identifiers that an operation hands out: `{"id": 1041}` after `{"id": 1040}` violates it, a random UUID
 * does not.
 */
import type { DocumentedProperty } from '../model/finding.ts';

export const predictableKey: DocumentedProperty = {
  id: 'predictable-key',
  cwe: 'CWE-340',
  severity: 'info',
  promise:
    'An identifier that an operation hands out, and that other operations accept, is no number that counts up, no time, no UUID of time and machine, and no hash of what was sent. Informative, because where owners are checked a guessed identifier grants nothing.',
  remedy:
    'Use `uuid.uuid4()` or `secrets.token_urlsafe()` for identifiers that are handed out, and check the owner all the same.',
  flawed: `def create(request):
    return store(request.tenant, str(uuid.uuid1()))`,
  corrected: `def create(request):
    return store(request.tenant, str(uuid.uuid4()))`,
  judge: ({ guessable }) =>
    guessable.map(({ step, operation, actor, field, how }) => ({
      ...{ operation, step, location: null, access: null, disclosure: null },
      unsafeSummary: `${operation}, done as ${actor}, hands out ${field} that others can guess: ${how}`,
    })),
};
