/**
 * No step of the attacker writes a file, item or object that another actor owns, or puts one into a folder or partition of
 * another actor's own: `save` with the victim's id must not replace `NOTE#8`.
 */
import type { DocumentedProperty } from '../model/finding.ts';
import { isAddressed } from './itemForAnother.ts';
import { accessesToForeign, accessViolation } from './judging.ts';
import { isQuestion } from './unclearOwner.ts';

export const noCrossTenantWrite: DocumentedProperty = {
  id: 'no-cross-tenant-write',
  cwe: 'CWE-639',
  severity: 'critical',
  promise:
    'No step of the attacker writes a file, item or object that another actor owns, or puts one into a folder or partition that belongs to another actor alone. What harmless runs of several actors write by name is shared. Writing exactly what exists already, as content-addressed stores and locks do, changes nothing and is ignored. An item that names who put it there is reported by item-for-another. A change that may be meant for everybody, because the thing has expired, was given up, is a counter or holds only the last value, is reported by unclear-owner.',
  remedy:
    'Take the tenant from the session and make it a part of the key. Where the key cannot hold it, condition the write on the owner; and create with `attribute_not_exists`, because `put_item` replaces what exists.',
  flawed: `def import_item(request):
    body = json.loads(request.body)
    table.put_item(Item={"pk": f"{body['tenant']}:{body['id']}", "data": body["data"]})`,
  corrected: `def import_item(request):
    body = json.loads(request.body)
    table.put_item(
        Item={"pk": request.tenant, "sk": body["id"], "data": body["data"]},
        ConditionExpression="attribute_not_exists(pk)",
    )`,
  judge: (observation) =>
    accessesToForeign(observation, ['create', 'write', 'metadata'])
      .filter(
        (access) => access.unchanged !== true && !isAddressed(access, observation) && !isQuestion(access),
      )
      .map(accessViolation),
};
