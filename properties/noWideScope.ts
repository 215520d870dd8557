/**
 * No Query of the attacker's asks for keys of others where harmless ones never do: `begins_with(pk, 'm')` at a line that asked
 * for `mallory` alone.
 */
import type { DocumentedProperty, Violation } from '../model/finding.ts';
import type { ItemRequest } from '../model/itemRequest.ts';
import type { Observation } from '../model/observation.ts';
import { shapeKey } from '../model/requestShape.ts';

export const noWideScope: DocumentedProperty = {
  id: 'no-wide-scope',
  cwe: 'CWE-639',
  severity: 'medium',
  promise:
    'No Query of the attacker requests a range of keys that covers items of several actors, where harmless requests at the same line never do, even if none of these items is shown. A Query whose filter drops every row of others is ignored. So are exact keys (no-cross-tenant-read judges whether their items are shown) and Scans, whose range is always the whole table.',
  remedy:
    'Make the tenant of the session the partition key of table and index, so that no range can leave it. A filter over everybody’s items is read, paid for and one mistake away from an answer.',
  flawed: `def board(request, board):
    found = table.query(IndexName="by-board", KeyConditionExpression=Key("board").eq(board))
    return JsonResponse({"tasks": [one for one in found["Items"] if one["tenant"] == request.tenant]})`,
  corrected: `def board(request, board):
    own = Key("tenant_board").eq(f"{request.tenant}#{board}")
    return JsonResponse({"tasks": table.query(IndexName="by-board", KeyConditionExpression=own)["Items"]})`,
  judge: (observation) => observation.requests.filter((one) => isWide(one, observation)).map(scopeViolation),
};

function isWide(
  { actor, covers, exact, filteredTo, learnt, words, unsafeChosen }: ItemRequest,
  { attacker }: Observation,
): boolean {
  if (actor !== attacker || learnt === null || learnt.coversForeign || unsafeChosen.length === 0)
    return false;
  if (filteredTo !== null && !filteredTo.some((owner) => owner !== attacker)) return false;
  // A key that only another actor's item has, or several items of one partition, is judged by the effect on the items.
  if (exact && learnt.shapes.has(shapeKey(words))) return false;
  return covers.length > 1;
}

function scopeViolation({ operation, actor, step, location, covers }: ItemRequest): Violation {
  const whose = covers.filter((owner) => owner !== actor).join(' and ');
  const unsafeSummary = `${operation}, done as ${actor}, asks for a range of keys that covers items of ${whose} too`;
  return { operation, step, location, unsafeSummary, access: null, disclosure: null };
}
