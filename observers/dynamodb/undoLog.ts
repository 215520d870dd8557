/** The undo log: the first pre-image of everything written, and the tables that came and went. */
import type { Json } from '../../model/attack.ts';
import type { ItemImage } from '../../model/records.ts';
import type { Backend } from './backend.ts';
import type { Pending } from './decode.ts';
import { itemIdentity } from './identity.ts';
import { isObject, type JsonObject, listIn, memberOf, objectIn, objectsIn, omit, textIn } from './json.ts';

export interface UndoLog {
  readonly note: (pending: readonly Pending[]) => void;
  readonly noteCreatedTable: (table: string) => void;
  /** Called before a table is deleted: reads its description and all its items. */
  readonly snapshotTable: (table: string) => Promise<() => void>;
  readonly clear: () => void;
  readonly undo: () => Promise<void>;
}

interface DeletedTable {
  readonly table: string;
  readonly input: JsonObject;
  readonly items: readonly ItemImage[];
}

/** An empty log over an engine. */
export function openUndoLog(
  backend: Backend,
  keyOf: (table: string, item: JsonObject) => Promise<ItemImage | null>,
): UndoLog {
  const images = new Map<string, Pending>();
  const created = new Set<string>();
  const deleted = new Map<string, DeletedTable>();
  const clear = (): void => {
    images.clear();
    created.clear();
    deleted.clear();
  };
  const rebuild = async ({ table, input, items }: DeletedTable): Promise<void> => {
    await dropTable(backend, table);
    await backend.call('CreateTable', input);
    await waitForTable(backend, table);
    for (const item of items) {
      const key = await keyOf(table, item);
      if (key !== null) await backend.restore(table, key, item);
    }
  };
  return {
    note: (pending) => {
      for (const write of pending) {
        const identity = itemIdentity(write.table, write.key);
        if (!images.has(identity) && !created.has(write.table)) images.set(identity, write);
      }
    },
    noteCreatedTable: (table) => {
      if (!deleted.has(table)) created.add(table);
    },
    snapshotTable: async (table) => {
      if (created.has(table) || deleted.has(table)) return () => created.delete(table);
      const description = await backend.call('DescribeTable', { TableName: table });
      const input = createInput(objectIn(description.body, 'Table') ?? {});
      const items = await allItems(backend, table);
      return () => deleted.set(table, { table, input, items });
    },
    clear,
    undo: async () => {
      for (const table of created) await dropTable(backend, table);
      for (const table of deleted.values()) await rebuild(table);
      for (const { table, key, before } of images.values()) await backend.restore(table, key, before);
      clear();
    },
  };
}

async function dropTable(backend: Backend, table: string): Promise<void> {
  await backend.call('DeleteTable', { TableName: table });
  for (let tries = 0; tries < tableWaitsMax; tries += 1) {
    const { status } = await backend.call('DescribeTable', { TableName: table });
    if (status >= 400) return;
    await pause(backend.pollMs);
  }
}

const tableWaitsMax = 2_000;

async function waitForTable(backend: Backend, table: string): Promise<void> {
  for (let tries = 0; tries < tableWaitsMax; tries += 1) {
    const { body } = await backend.call('DescribeTable', { TableName: table });
    if (textIn(memberOf(body, 'Table'), 'TableStatus') === 'ACTIVE') return;
    await pause(backend.pollMs);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function allItems(backend: Backend, table: string): Promise<ItemImage[]> {
  const items: ItemImage[] = [];
  let from: Json | undefined;
  do {
    const { body } = await backend.call('Scan', {
      TableName: table,
      ...(from === undefined ? {} : { ExclusiveStartKey: from }),
    });
    items.push(...objectsIn(body, 'Items'));
    from = memberOf(body, 'LastEvaluatedKey');
  } while (from !== undefined);
  return items;
}

/** The CreateTable input that makes a described table again. */
function createInput(table: JsonObject): JsonObject {
  const index = (described: JsonObject): JsonObject => {
    const kept = omit(described, [
      'IndexStatus',
      'IndexSizeBytes',
      'ItemCount',
      'IndexArn',
      'Backfilling',
      'ProvisionedThroughput',
    ]);
    return onDemand ? kept : { ...kept, ProvisionedThroughput: throughputOf(described) };
  };
  const onDemand = textIn(objectIn(table, 'BillingModeSummary') ?? {}, 'BillingMode') === 'PAY_PER_REQUEST';
  const indexes = (name: string): JsonObject => {
    const described = listIn(table, name).filter((entry) => isObject(entry));
    const local = name === 'LocalSecondaryIndexes';
    const inputs = described.map((entry) =>
      local ? omit(index(entry), ['ProvisionedThroughput']) : index(entry),
    );
    return inputs.length === 0 ? {} : { [name]: inputs };
  };
  return {
    TableName: textIn(table, 'TableName') ?? '',
    AttributeDefinitions: listIn(table, 'AttributeDefinitions'),
    KeySchema: listIn(table, 'KeySchema'),
    ...(onDemand ? { BillingMode: 'PAY_PER_REQUEST' } : { ProvisionedThroughput: throughputOf(table) }),
    ...indexes('GlobalSecondaryIndexes'),
    ...indexes('LocalSecondaryIndexes'),
  };
}

function throughputOf(described: JsonObject): JsonObject {
  const given = objectIn(described, 'ProvisionedThroughput') ?? {};
  return {
    ReadCapacityUnits: memberOf(given, 'ReadCapacityUnits') ?? 1,
    WriteCapacityUnits: memberOf(given, 'WriteCapacityUnits') ?? 1,
  };
}
