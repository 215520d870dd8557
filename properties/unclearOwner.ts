/**
 * No step of the attacker changes or deletes what another actor made, on grounds that may be meant for everybody: `visit`
 * deletes the victim's session, which has expired. Informs the user, who can declare it as `shared`.
 */
import type { DocumentedProperty, Violation } from '../model/finding.ts';
import type { Access } from '../model/observation.ts';
import { accessesToForeign, accessViolation } from './judging.ts';

export const unclearOwner: DocumentedProperty = {
  id: 'unclear-owner',
  cwe: 'CWE-639',
  severity: 'info',
  promise:
    'No step of the attacker changes or deletes what another actor has created on grounds that may hold for everybody. It has expired: a time in the item is over, harmless arguments do the same to it, and nothing happens if the time is still to come. It was free to take: the request has a condition that the item meets because its time is over or its owner has given it up, and the item contains no word of the owner’s besides its key. It is a counter that names nobody and contains nothing but numbers, and is added to. It is a file whose name names nobody, and which harmless runs of several actors overwrite whole, whatever they send. Informative, because sweeps of sessions and uploads, leases and rooms, statistics and rate limits, and libraries that store their last arguments do exactly that. If everybody may do it, declare it by `shared`; if not, it is a write or a deletion across tenants.',
  remedy:
    'Decide whether everybody may do this to what is not theirs. If so, say it by `shared` in the config; if not, take the tenant from the session and make it a part of the key, or of the condition.',
  flawed: `def visit(request):
    for row in table.scan(FilterExpression=Attr("expires").lt(int(time.time())))["Items"]:
        table.delete_item(Key={"pk": row["pk"], "sk": row["sk"]})`,
  corrected: `def visit(request):
    over = Attr("expires").lt(int(time.time()))
    for row in table.query(KeyConditionExpression=Key("pk").eq(request.tenant), FilterExpression=over)["Items"]:
        table.delete_item(Key={"pk": row["pk"], "sk": row["sk"]})`,
  judge: (observation) =>
    accessesToForeign(observation, ['create', 'write', 'metadata', 'delete'])
      .filter(isQuestion)
      .map(questionOf),
};

/** Whether a foreign change may be legitimate for everybody, so that the user is asked. */
export function isQuestion({ question }: Access): boolean {
  return question !== undefined;
}

const reasons: Record<NonNullable<Access['question']>, string> = {
  over: 'whatever is sent, once a time that an item holds is over',
  overwritten: 'by overwriting what harmless runs of several actors overwrite, whatever they send',
  counted: 'by adding to a counter that names nobody',
  free: 'on a condition that it meets because its time is over or its owner has given it up',
};

function questionOf(access: Access): Violation {
  const violation = accessViolation(access);
  const reason = access.question === undefined ? '' : reasons[access.question];
  return { ...violation, unsafeSummary: `${violation.unsafeSummary}: ${reason}. Is this shared?` };
}
