/**
 * What two steps at once do is what they do one after the other: two requests that both find a seat free must not both get
 * it, and two that count must count twice.
 */
import type { DocumentedProperty, Violation } from '../model/finding.ts';
import type { LostChange } from '../model/observation.ts';
import { resourceName } from './judging.ts';

export const noLostUpdate: DocumentedProperty = {
  id: 'no-lost-update',
  cwe: 'CWE-362',
  severity: 'medium',
  promise:
    'Where a whole accepted step is done in the middle of another accepted one, between what that one looks at and what it changes, the outcome is one that the two steps have one after the other. Three outcomes are reported if neither order has them: the first step overwrites what another actor’s step changed, although it leaves it alone when it comes second; a change is lost, so that the item holds what no order gives; both steps make something, although the second one makes nothing. Times and values that differ from run to run are ignored. For two steps of the attacker’s own only lost numbers and what both make count. A thing that belongs to the other actor is judged by no-cross-tenant-write and no-cross-tenant-delete. The content of files and objects is not compared.',
  remedy:
    'Put the check into the write: `ConditionExpression` with `attribute_not_exists` or the version that was read, `ADD` for numbers, a transaction for several items, `open(path, "x")` for files.',
  flawed: `def book(request, seat):
    if "holder" in table.get_item(Key={"pk": seat})["Item"]:
        return HttpResponse(status=409)
    table.update_item(
        Key={"pk": seat},
        UpdateExpression="SET holder = :me",
        ExpressionAttributeValues={":me": request.tenant},
    )`,
  corrected: `def book(request, seat):
    table.update_item(
        Key={"pk": seat},
        UpdateExpression="SET holder = :me",
        ConditionExpression="attribute_not_exists(holder)",
        ExpressionAttributeValues={":me": request.tenant},
    )`,
  judge: ({ race }) => (race?.lost ?? []).map(violationOf),
};

function violationOf({ access, by, how }: LostChange): Violation {
  const { operation, step, location, actor, resource } = access;
  const other = `${by.operation} of ${by.actor}`;
  const whole = `${operation}, done as ${actor} with ${other} in the middle,`;
  const unsafeSummary =
    how === 'both'
      ? `${whole} changes ${resourceName(resource)}, although one after the other only one of both changes anything`
      : `${whole} overwrites ${resourceName(resource)} and what that had changed, as in neither order of both`;
  return { operation, step, location, unsafeSummary, access, disclosure: null };
}
