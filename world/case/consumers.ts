/**
 * The stream records that a consumer is called with: the changes that earlier steps of the same actor really made to its table.
 * After a step `save` that put the item `{id: 7}`, a step `on_change` gets a record of that item.
 */
import { isObject, type JsonObject } from '../../model/json.ts';
import { type Operation, recordsParameter } from '../../model/operation.ts';
import type { WireRecord } from '../../model/records.ts';
import type { ResolvedArguments } from '../../model/resolvedArgument.ts';
import {
  encodeConsumption,
  type ItemChange,
  imageOfArguments,
  recordShapeOf,
} from '../../model/streamRecords.ts';
import type { Seen } from '../step/step.ts';

/** The arguments of a step; those of a consumer with everything that its records are made of. */
export function withRecords(
  { entry }: Operation,
  all: ResolvedArguments,
  harmless: ResolvedArguments,
  earlier: readonly Seen[],
): ResolvedArguments {
  if (entry.kind !== 'consumer') return all;
  const json = encodeConsumption({
    // What an attack does not say of the records is as in a harmless run.
    shape: recordShapeOf({ ...shapeIn(harmless), ...shapeIn(all) }),
    harmless: imageOfArguments(harmless),
    caused: causedChanges(
      earlier.flatMap(({ records }) => records),
      entry.table,
    ),
  });
  return { ...all, [recordsParameter]: { kind: 'json', json } };
}

function shapeIn(args: ResolvedArguments): JsonObject {
  const asked = args[recordsParameter];
  return asked?.kind === 'json' && isObject(asked.json) ? asked.json : {};
}

/** The changes of a table's items that a stream reports: writes that changed nothing cause no record. */
export function causedChanges(records: readonly WireRecord[], table: string): ItemChange[] {
  return records
    .flatMap(({ touches }) => touches)
    .filter(
      ({ action, table: at }) =>
        at === table && (action === 'create' || action === 'write' || action === 'delete'),
    )
    .filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after))
    .map(({ key, before, after }) => ({ keys: key, before, after }));
}
