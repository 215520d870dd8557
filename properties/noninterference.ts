/**
 * No answer to the attacker depends on the content or number of another actor's items: `stats` must not count the victim's
 * notes.
 */
import type { DocumentedProperty } from '../model/finding.ts';
import { interferences } from './judging.ts';

export const noninterference: DocumentedProperty = {
  id: 'noninterference',
  cwe: 'CWE-203',
  severity: 'low',
  promise:
    'The same attack gets the same answer (status, headers, body, and with it cursors and counts) in two worlds that differ only in items of another actor about which it asked. It asked about the items on which a condition failed, and those that a key range or Scan covers without returning them. Of a request with a `Limit` it is asked too whether more such items, up to a hundred, change the answer, because a page may happen to hold the attacker’s own alone. Differences that two runs of the same world show as well do not count. Whether an item that is requested by its key exists at all is judged by no-existence-leak.',
  remedy:
    'Ask for the tenant’s own items only, so that neither counts nor cursors nor conditions meet those of others. `Count`, `ScannedCount` and `LastEvaluatedKey` tell about items that a filter has dropped.',
  flawed: `def count(request):
    found = table.scan(FilterExpression=Attr("tenant").eq(request.tenant))
    return JsonResponse({"count": found["Count"], "of": found["ScannedCount"]})`,
  corrected: `def count(request):
    return JsonResponse({"count": table.query(KeyConditionExpression=Key("pk").eq(request.tenant))["Count"]})`,
  judge: (observation) => interferences(observation, ({ on, by }) => on === 'content' || by === 'range'),
};
