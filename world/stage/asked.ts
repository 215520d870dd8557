/**
 * Finds the items of other actors that a step asked about without reading them: a conditional write that failed on the item
 * (`attribute_not_exists(pk)` where the victim has it), or a query whose range covers an item that was filtered out. A
 * repetition of the case then shows whether the answer depends on the item.
 */

import { isCovered, keyRangeOf } from '../../engines/dynamodb/expressions/keyRange.ts';
import { itemIdentity } from '../../model/itemIdentity.ts';
import type { AskedItem } from '../../model/observation.ts';
import type { ItemTouch, Location, WireRecord } from '../../model/records.ts';
import type { Registers } from '../owners/registers.ts';

/** Everything that a step of `actor` asked about. */
export function askedItems(
  records: readonly WireRecord[],
  calls: Readonly<Record<string, Location>>,
  task: Pick<AskedItem, 'step' | 'operation' | 'actor'>,
  registers: Pick<Registers, 'items' | 'ownerOfItem'>,
): readonly AskedItem[] {
  return records.flatMap((record) => {
    const location = record.call === null ? null : (calls[String(record.call)] ?? null);
    const asked = [
      ...failedOn(record).map((touch) => ({ touch, by: 'key' as const })),
      ...coveredItems(record, registers),
    ];
    return asked.flatMap(({ touch, by }): AskedItem[] => {
      const owner = registers.ownerOfItem(touch);
      const isForeign = owner.kind === 'actor' && owner.name !== task.actor;
      return isForeign ? [{ ...task, location, by, owner: owner.name, touch }] : [];
    });
  });
}

function failedOn({ touches }: WireRecord): readonly ItemTouch[] {
  return touches.filter(({ action, before }) => action === 'requested' && before !== null);
}

/** Items that a search covers and does not bring. */
function coveredItems(
  { operation, status, table, request, touches }: WireRecord,
  registers: Pick<Registers, 'items'>,
): readonly Pick<AskedItem, 'touch' | 'by'>[] {
  if (status >= 400 || table === null || (operation !== 'Query' && operation !== 'Scan')) return [];
  const brought = new Set(touches.map(({ key }) => itemIdentity(table, key)));
  const range = operation === 'Query' ? keyRangeOf(request) : null;
  const by = range?.every(({ operator }) => operator === '=') ? 'key' : 'range';
  return registers
    .items(table)
    .filter(({ key }) => !brought.has(itemIdentity(table, key)))
    .filter(({ after }) => range === null || isCovered(range, after ?? {}))
    .map((touch) => ({ touch, by }));
}
