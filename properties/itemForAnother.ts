/**
 * The attacker puts no item that names the attacker into a partition that is another actor's own: `send` with `to` = `victim`
 * puts `{"pk": "victim", "sender": "mallory"}`. Informs the user, because mail does just that.
 */
import type { DocumentedProperty } from '../model/finding.ts';
import type { Access, Observation } from '../model/observation.ts';
import { undeclaredSign } from '../model/operation.ts';
import { accessesToForeign, accessViolation } from './judging.ts';

export const itemForAnother: DocumentedProperty = {
  id: 'item-for-another',
  cwe: 'CWE-639',
  severity: 'info',
  promise:
    'No step of the attacker puts an item that names the attacker into a partition that belongs to another actor alone, as harmless runs show. Informative, because mail and invitations do exactly that, although harmless runs may send them to their own senders only. If it is meant, declare it by `shared`; if not, it is a write across tenants. A request that had to add a member which the config does not declare is reported as such a write.',
  remedy:
    'Decide whether others may send items into this partition. If so, say it by `shared` in the config; if not, take the partition key from the session.',
  flawed: `def send(request):
    body = json.loads(request.body)
    table.put_item(Item={"pk": body["to"], "sk": new_id(), "sender": request.tenant})`,
  corrected: `def send(request):
    table.put_item(Item={"pk": request.tenant, "sk": new_id(), "sender": request.tenant})`,
  judge: (observation) =>
    accessesToForeign(observation, ['create'])
      .filter((access) => isAddressed(access, observation))
      .map(accessViolation),
};

/** Whether an item names the actor who put it there, by a request whose form the config declares. */
export function isAddressed({ signed, step }: Access, { attack }: Observation): boolean {
  const sent = Object.keys(attack.steps[step]?.arguments ?? {});
  return signed === true && !sent.some((name) => name.startsWith(undeclaredSign));
}
