/**
 * The stream records that a consumer is called with: the changes that earlier steps of the same actor really made to its table.
 * After a step `save` that put the item `{id: 7}`, a step `on_change` gets a record of that item.
 */
import type { Attack } from '../../model/attack.ts';
import { isObject, type JsonObject } from '../../model/json.ts';
import { type Operation, recordsParameter } from '../../model/operation.ts';
import type { WireRecord } from '../../model/records.ts';
import type { ResolvedArguments } from '../../model/resolvedArgument.ts';
import {
  encodeConsumption,
  harmlessChange,
  type ItemChange,
  imageOfArguments,
  recordShapeOf,
} from '../../model/streamRecords.ts';
import type { Seen } from '../step/step.ts';

/** Actors whose harmless records may be in the batch of another. */
interface Others {
  readonly names: readonly string[];
  readonly harmlessOf: (actor: string) => ResolvedArguments;
}

const nobody: Others = { names: [], harmlessOf: () => ({}) };

/** The arguments of a step; those of a consumer with everything that its records are made of. */
export function withRecords(
  { entry }: Operation,
  all: ResolvedArguments,
  harmless: ResolvedArguments,
  earlier: readonly Seen[],
  others: Others = nobody,
): ResolvedArguments {
  if (entry.kind !== 'consumer') return all;
  const besideOf = (actor: string): readonly ItemChange[] => {
    const args = others.harmlessOf(actor);
    const image = imageOfArguments(args);
    return harmlessChange(recordShapeOf(shapeIn(args)), actor, image, entry.keyNames, entry.before);
  };
  // What an attack does not say of the records is as in a harmless run.
  const shape = recordShapeOf({ ...shapeIn(harmless), ...shapeIn(all) });
  const json = encodeConsumption({
    shape,
    harmless: imageOfArguments(harmless),
    caused: causedChanges(
      earlier.flatMap(({ records }) => records),
      entry.table,
    ),
    beside: shape.others === 'none' ? [] : others.names.flatMap((actor) => besideOf(actor)),
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

/** Whether the batch of a step has other actors' records in it. */
export function hasOthers({ steps }: Attack, index: number): boolean {
  const asked = steps[index]?.arguments[recordsParameter];
  return asked !== undefined && 'json' in asked && recordShapeOf(asked.json).others !== 'none';
}

/** What a step sends, but for the records of others in its batch, which are theirs. */
export function ownArguments(args: ResolvedArguments): ResolvedArguments {
  const records = args[recordsParameter];
  if (records?.kind !== 'json' || !isObject(records.json)) return args;
  return { ...args, [recordsParameter]: { ...records, json: { ...records.json, beside: [] } } };
}
