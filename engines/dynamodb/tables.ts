/** Represents tables as values: read from an engine, and created again from them. */
import type { Json } from '../../model/attack.ts';
import { EnvironmentError } from '../../model/errors.ts';
import {
  type JsonObject,
  listIn,
  memberOf,
  objectIn,
  objectsIn,
  omit,
  pick,
  textIn,
} from '../../model/json.ts';
import { limits } from '../../model/limits.ts';
import type { ItemImage } from '../../model/records.ts';
import type { Backend } from './backend.ts';

export interface TableSnapshot {
  /** The CreateTable input that creates the table again. */
  readonly input: JsonObject;
  readonly keyNames: readonly string[];
  readonly items: readonly ItemImage[];
  readonly arn: string | null;
  readonly tags: readonly JsonObject[];
}

/** Everything about a table; null if it does not exist. */
export async function readTable(backend: Backend, table: string): Promise<TableSnapshot | null> {
  const description = await describeTable(backend, table);
  if (description === null) return null;
  const arn = textIn(description, 'TableArn');
  return {
    input: createInput(description),
    keyNames: describedKeyNames(description),
    items: await allItems(backend, table),
    arn,
    tags: arn === null ? [] : await readTags(backend, arn),
  };
}

/** Every table of an engine. */
export async function readTables(backend: Backend): Promise<readonly TableSnapshot[]> {
  const tables: TableSnapshot[] = [];
  for (const name of await tableNames(backend)) {
    const table = await readTable(backend, name);
    if (table !== null) tables.push(table);
  }
  return tables;
}

/** Gives an engine these tables, and no others. */
export async function restoreTables(backend: Backend, tables: readonly TableSnapshot[]): Promise<void> {
  const wanted = new Map(tables.map((table) => [textIn(table.input, 'TableName') ?? '', table]));
  const present = await tableNames(backend);
  for (const name of new Set([...present, ...wanted.keys()]))
    await restoreTable(backend, name, wanted.get(name) ?? null);
}

async function tableNames(backend: Backend): Promise<readonly string[]> {
  const names: string[] = [];
  let from: Json | undefined;
  do {
    const input = from === undefined ? {} : { ExclusiveStartTableName: from };
    const { status, body } = await backend.call('ListTables', input);
    if (status >= 400) throw new EnvironmentError(`tables cannot be listed: ${JSON.stringify(body)}`);
    names.push(...listIn(body, 'TableNames').filter((name) => typeof name === 'string'));
    from = memberOf(body, 'LastEvaluatedTableName');
  } while (from !== undefined);
  return names;
}

/** Names of the key attributes of a table or of one of its indexes, partition key first; null if it does not exist. */
export async function readKeyNames(
  backend: Backend,
  table: string,
  index: string | null = null,
): Promise<readonly string[] | null> {
  const description = await describeTable(backend, table);
  if (description === null || index === null)
    return description === null ? null : describedKeyNames(description);
  const indexes = ['GlobalSecondaryIndexes', 'LocalSecondaryIndexes'].flatMap((name) =>
    objectsIn(description, name),
  );
  const found = indexes.find((one) => textIn(one, 'IndexName') === index);
  return found === undefined ? null : describedKeyNames(found);
}

/** Restores `table`; null means that it did not exist. */
export async function restoreTable(
  backend: Backend,
  table: string,
  was: TableSnapshot | null,
): Promise<void> {
  if ((await describeTable(backend, table)) !== null) {
    await insist(backend, 'DeleteTable', { TableName: table });
    await settleTable(backend, table);
  }
  if (was === null) return;
  await insist(backend, 'CreateTable', was.input);
  await settleTable(backend, table);
  for (const item of was.items) {
    const key = pick(item, was.keyNames);
    if (key !== null) await backend.restore(table, key, item);
  }
  if (was.arn !== null && was.tags.length > 0) await restoreTags(backend, was.arn, was.tags);
}

/** Waits until a table is active or gone, which may be after the engine's answer. */
export async function settleTable(backend: Backend, table: string): Promise<void> {
  const deadline = Date.now() + limits.stepDeadlineMs;
  while (Date.now() < deadline) {
    const description = await describeTable(backend, table);
    if (description === null || textIn(description, 'TableStatus') === 'ACTIVE') return;
    await new Promise((resolve) => setTimeout(resolve, backend.pollMs));
  }
  throw new EnvironmentError(`table ${table} is neither active nor gone after ${limits.stepDeadlineMs} ms`);
}

/** Tags of a resource; empty if the engine does not support tags. */
export async function readTags(backend: Backend, arn: string): Promise<readonly JsonObject[]> {
  const { body } = await backend.call('ListTagsOfResource', { ResourceArn: arn });
  return objectsIn(body, 'Tags');
}

export async function restoreTags(backend: Backend, arn: string, tags: readonly JsonObject[]): Promise<void> {
  const present = (await readTags(backend, arn)).flatMap((tag) => textIn(tag, 'Key') ?? []);
  if (present.length > 0) await insist(backend, 'UntagResource', { ResourceArn: arn, TagKeys: present });
  if (tags.length > 0) await insist(backend, 'TagResource', { ResourceArn: arn, Tags: tags });
}

async function describeTable(backend: Backend, table: string): Promise<JsonObject | null> {
  const { status, body } = await backend.call('DescribeTable', { TableName: table });
  if (status >= 500)
    throw new EnvironmentError(`table ${table} cannot be looked at: ${JSON.stringify(body)}`);
  return status >= 400 ? null : objectIn(body, 'Table');
}

async function insist(backend: Backend, operation: string, input: JsonObject): Promise<void> {
  const { status, body } = await backend.call(operation, input);
  if (status >= 400) throw new EnvironmentError(`${operation} was refused: ${JSON.stringify(body)}`);
}

function describedKeyNames(description: JsonObject): readonly string[] {
  return objectsIn(description, 'KeySchema').flatMap((entry) => textIn(entry, 'AttributeName') ?? []);
}

async function allItems(backend: Backend, table: string): Promise<ItemImage[]> {
  const items: ItemImage[] = [];
  let from: Json | undefined;
  do {
    const { status, body } = await backend.call('Scan', {
      TableName: table,
      ...(from === undefined ? {} : { ExclusiveStartKey: from }),
    });
    if (status >= 400) throw new EnvironmentError(`table ${table} cannot be read: ${JSON.stringify(body)}`);
    items.push(...objectsIn(body, 'Items'));
    from = memberOf(body, 'LastEvaluatedKey');
    if (items.length > limits.restoreEntriesMax)
      throw new EnvironmentError(
        `table ${table} has more than ${limits.restoreEntriesMax} items, too many to put back`,
      );
  } while (from !== undefined);
  return items;
}

const describedOnly: readonly string[] = [
  ...['IndexStatus', 'IndexSizeBytes', 'ItemCount', 'IndexArn', 'Backfilling', 'ProvisionedThroughput'],
];

function createInput(description: JsonObject): JsonObject {
  const billing = textIn(objectIn(description, 'BillingModeSummary') ?? {}, 'BillingMode');
  const onDemand = billing === 'PAY_PER_REQUEST';
  const globals = objectsIn(description, 'GlobalSecondaryIndexes').map((index) => ({
    ...omit(index, describedOnly),
    ...(onDemand ? {} : throughputOf(index)),
  }));
  const locals = objectsIn(description, 'LocalSecondaryIndexes').map((index) => omit(index, describedOnly));
  const stream = objectIn(description, 'StreamSpecification');
  return {
    TableName: memberOf(description, 'TableName') ?? '',
    AttributeDefinitions: memberOf(description, 'AttributeDefinitions') ?? [],
    KeySchema: memberOf(description, 'KeySchema') ?? [],
    ...(onDemand ? { BillingMode: 'PAY_PER_REQUEST' } : throughputOf(description)),
    ...(globals.length === 0 ? {} : { GlobalSecondaryIndexes: globals }),
    ...(locals.length === 0 ? {} : { LocalSecondaryIndexes: locals }),
    ...(stream === null ? {} : { StreamSpecification: stream }),
  };
}

function throughputOf(described: JsonObject): JsonObject {
  const given = objectIn(described, 'ProvisionedThroughput') ?? {};
  return {
    ProvisionedThroughput: {
      ReadCapacityUnits: memberOf(given, 'ReadCapacityUnits') ?? 1,
      WriteCapacityUnits: memberOf(given, 'WriteCapacityUnits') ?? 1,
    },
  };
}
