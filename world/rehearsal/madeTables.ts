/**
 * Keys of tables that the target made when it started, in its setup: a consumer of `assets` is given records with the keys `pk`
 * and `sk`, though the config declares no table of that name.
 */
import type { Config } from '../../model/config.ts';
import { memberOf, objectsIn, textIn } from '../../model/json.ts';
import type { Operation } from '../../model/operation.ts';
import type { WireRecord } from '../../model/records.ts';

/** The config whose consumers know the keys of such tables; what the config declares itself stays. */
export function withKeysOfMade(config: Config, atStart: readonly WireRecord[]): Config {
  const made = atStart.filter(({ operation }) => operation === 'CreateTable');
  if (made.length === 0) return config;
  return { ...config, operations: config.operations.map((one) => keyed(one, made)) };
}

function keyed(operation: Operation, made: readonly WireRecord[]): Operation {
  const { entry } = operation;
  if (entry.kind !== 'consumer' || entry.keyNames.length > 0) return operation;
  const table = made.find(({ request }) => memberOf(request, 'TableName') === entry.table);
  const keyNames = objectsIn(table?.request, 'KeySchema').flatMap(
    (key) => textIn(key, 'AttributeName') ?? [],
  );
  return { ...operation, entry: { ...entry, keyNames } };
}
