/**
 * A text that one operation refuses is not stored in the same place by another: `create` refuses the name `../x`, so `rename`
 * must too.
 */
import type { DocumentedProperty } from '../model/finding.ts';

export const consistentValidation: DocumentedProperty = {
  id: 'consistent-validation',
  cwe: 'CWE-1173',
  severity: 'info',
  promise:
    'A text that one operation refuses as invalid (400, 413, 414, 415, 422, or an exception of a callable) is not stored by another operation where the first would have stored it: in the same attribute of a table, behind the same prefix, or as the name of a file in the same folder. Informative, because the refusal may have another reason. A text that refers to something existing is not compared.',
  remedy:
    'Keep the rule for one kind of name in one place (a validator, a form field, a serializer field), and use it in every view, command and consumer that stores such a name.',
  flawed: `def create(request, name):
    validate_name(name)
    store(request.tenant, name)

def rename(request, id, name):
    store(request.tenant, name, id)`,
  corrected: `def create(request, name):
    validate_name(name)
    store(request.tenant, name)

def rename(request, id, name):
    validate_name(name)
    store(request.tenant, name, id)`,
  judge: ({ uneven }) =>
    uneven.map(({ step, operation, actor, parameter, place, refusedBy }) => ({
      ...{ operation, step, location: null, access: null, disclosure: null },
      unsafeSummary: `${operation}, done as ${actor}, keeps as ${parameter} in ${place} what ${refusedBy} refuses`,
    })),
};
