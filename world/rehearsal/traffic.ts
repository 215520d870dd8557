/**
 * Records harmless requests to DynamoDB with their partition keys, from which the least access policy is written: `save` as
 * acme sends PutItem to `notes` with the key `acme#kq7w`.
 */

import { keyRangeOf } from '../../engines/dynamodb/expressions/keyRange.ts';
import type { Json } from '../../model/attack.ts';
import { memberOf, objectsIn, textIn } from '../../model/json.ts';
import type { KnownValue } from '../../model/knowledge.ts';
import type { WireRecord } from '../../model/records.ts';
import type { HarmlessRequest, LeadingKey } from '../../model/traffic.ts';
import { keyPartsOf } from './keyTemplate.ts';
import type { Learner } from './learner.ts';

/** No traffic yet. `tables` are CreateTable inputs, from which the partition keys of indexes are known. */
export function noteTraffic(
  tables: readonly Json[],
  identities: readonly KnownValue[],
): Learner<readonly HarmlessRequest[]> {
  const requests = new Map<string, HarmlessRequest>();
  return {
    note: ({ operation: { name: operation }, actor, arguments: args, seen: { records } }) => {
      const keyOf = (value: string): LeadingKey => ({
        value,
        parts: keyPartsOf(value, actor, args, identities),
      });
      for (const record of records)
        for (const { values, ...place } of requestedPlaces(record, tables)) {
          const leadingKeys = values?.map(keyOf) ?? null;
          const request = { operation, actor: actor.name, api: record.operation, ...place, leadingKeys };
          requests.set(JSON.stringify(request), request);
        }
    },
    result: () => [...requests.values()],
  };
}

interface RequestedPlace {
  readonly table: string | null;
  readonly index: string | null;
  readonly values: readonly string[] | null;
}

function requestedPlaces(record: WireRecord, tables: readonly Json[]): RequestedPlace[] {
  const { operation, table, request, touches } = record;
  const index = textIn(request, 'IndexName');
  if (operation === 'Query') return [{ table, index, values: queriedPartitions(record, tables) }];
  if (operation === 'Scan') return [{ table, index, values: null }];
  if (touches.length === 0)
    return table === null && operation.startsWith('Batch') ? [] : [{ table, index, values: null }];
  return [...new Set(touches.map((touch) => touch.table))].map((name) => ({
    table: name,
    index: null,
    values: touches
      .filter((touch) => touch.table === name)
      .flatMap(({ key }) => Object.values(key).slice(0, 1).flatMap(comparable)),
  }));
}

/** The partition key of a Query is compared by `=`; where its name is not known, whatever is. */
function queriedPartitions({ table, request }: WireRecord, tables: readonly Json[]): string[] | null {
  const equal = keyRangeOf(request).filter(({ operator }) => operator === '=');
  const partition = partitionKeyName(tables, table, textIn(request, 'IndexName'));
  const named = equal.find(({ attribute }) => attribute === partition) ?? equal[0];
  return named?.values.flatMap(comparable) ?? null;
}

function partitionKeyName(
  tables: readonly Json[],
  table: string | null,
  index: string | null,
): string | null {
  const described = tables.find((one) => textIn(one, 'TableName') === table);
  const indexes = ['GlobalSecondaryIndexes', 'LocalSecondaryIndexes'].flatMap((list) =>
    objectsIn(described, list),
  );
  const source = index === null ? described : indexes.find((one) => textIn(one, 'IndexName') === index);
  return textIn(objectsIn(source, 'KeySchema')[0], 'AttributeName');
}

function comparable(value: Json): string[] {
  return ['S', 'N', 'B'].flatMap((type) => {
    const text = memberOf(value, type);
    return typeof text === 'string' ? [text] : [];
  });
}
