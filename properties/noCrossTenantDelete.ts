/**
 * No step of the attacker deletes a file, item or object that another actor owns: `drop` with the victim's id must answer 404
 * and leave `NOTE#8` in place.
 */
import type { DocumentedProperty } from '../model/finding.ts';
import { accessesToForeign, accessViolation } from './judging.ts';
import { isQuestion } from './unclearOwner.ts';

export const noCrossTenantDelete: DocumentedProperty = {
  id: 'no-cross-tenant-delete',
  cwe: 'CWE-639',
  severity: 'critical',
  promise:
    'No step of the attacker deletes a file, item or object that another actor owns. A deletion that may be meant for everybody, because the thing has expired or was given up, is reported by unclear-owner.',
  remedy:
    'Take the tenant from the session and make it a part of the key, or condition the delete on the owner. Where many are deleted by a prefix, end the prefix with the delimiter and refuse an empty one.',
  flawed: `def drop(request, key):
    table.delete_item(Key={"pk": key})`,
  corrected: `def drop(request, key):
    table.delete_item(
        Key={"pk": key},
        ConditionExpression="tenant = :t",
        ExpressionAttributeValues={":t": request.tenant},
    )`,
  judge: (observation) =>
    accessesToForeign(observation, ['delete'])
      .filter((access) => !isQuestion(access))
      .map(accessViolation),
};
