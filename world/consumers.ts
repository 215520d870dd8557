/** What stream consumers are told: the changes that earlier steps of the same actor really made to their table. */
import { type Operation, recordsParameter } from '../model/operation.ts';
import type { WireRecord } from '../model/records.ts';
import { encodeConsumption, type ItemChange, shapeOf } from '../model/streamRecords.ts';
import type { ResolvedArguments } from '../model/target.ts';
import type { Seen } from './step.ts';

/** The arguments of a step; those of a consumer with everything that its records are made of. */
export function withRecords(
  { entry }: Operation,
  all: ResolvedArguments,
  harmless: ResolvedArguments,
  earlier: readonly Seen[],
): ResolvedArguments {
  if (entry.kind !== 'consumer') return all;
  const asked = all[recordsParameter];
  const json = encodeConsumption({
    shape: shapeOf(asked?.kind === 'json' ? asked.json : null),
    harmless: textsOf(harmless),
    caused: causedChanges(
      earlier.flatMap(({ records }) => records),
      entry.table,
    ),
  });
  return { ...all, [recordsParameter]: { kind: 'json', json } };
}

function textsOf(args: ResolvedArguments): Record<string, string> {
  return Object.fromEntries(
    Object.entries(args).flatMap(([name, argument]) =>
      argument.kind === 'text' ? [[name, argument.text]] : [],
    ),
  );
}

/** The changes of a table's items that a stream tells of: writes that changed nothing cause no record. */
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
