/** What one operation refuses, no other keeps in the same place. */
import type { Property } from '../model/finding.ts';

export const consistentValidation: Property = {
  id: 'consistent-validation',
  cwe: 'CWE-1173',
  severity: 'info',
  promise:
    'A text that one operation refuses as invalid (400, 413, 414, 415, 422, or an exception of what is called) is not kept by another operation where the first would have kept it: in the same attribute of a table, behind the same prefix, or as the name of a file in the same folder. Informative: the refusal may have another reason. What refers to something that is there already is not compared.',
  judge: ({ uneven = [] }) =>
    uneven.map(({ step, operation, actor, parameter, place, refusedBy }) => ({
      ...{ operation, step, location: null, access: null, disclosure: null },
      unsafeSummary: `${operation}, done as ${actor}, keeps as ${parameter} in ${place} what ${refusedBy} refuses`,
    })),
};
