/**
 * Decodes DynamoDB requests into touched items. Every operation of the embedded engine is known here; any other
 * is refused by name, so that nothing passes unseen.
 */
import type { Json } from '../../model/attack.ts';
import { itemIdentity } from '../../model/itemIdentity.ts';
import {
  isObject,
  type JsonObject,
  listIn,
  memberOf,
  objectIn,
  objectsIn,
  omit,
  textIn,
} from '../../model/json.ts';
import type { ItemImage, ItemTouch } from '../../model/records.ts';
import { isConditionFailure } from './backend.ts';

export const tableOperations: readonly string[] = ['CreateTable', 'UpdateTable', 'DeleteTable'];
export const tagOperations: readonly string[] = ['TagResource', 'UntagResource'];
const untouchingOperations: readonly string[] = [
  ...tableOperations,
  ...tagOperations,
  'DescribeTable',
  'DescribeTimeToLive',
  'ListTables',
  'ListTagsOfResource',
  'UpdateTimeToLive',
];

/** What decoding asks of the engine, never recorded itself. Each rejects where the engine does not answer it. */
export interface Look {
  /** The item's key that `source` holds; null where it holds none of that table. */
  readonly keyOf: (table: string, source: JsonObject) => Promise<ItemImage | null>;
  /** The item of that key; null where there is none. */
  readonly item: (table: string, key: ItemImage) => Promise<ItemImage | null>;
  readonly repeat: (operation: string, input: JsonObject) => Promise<Json>;
}

/** A write as asked for: the key, and what was there before. */
export interface PendingWrite {
  readonly table: string;
  readonly key: ItemImage;
  readonly before: ItemImage | null;
}

/** Tells after the answer what was touched; `pending` are the writes that may have happened. */
export interface Decoded {
  readonly pending: readonly PendingWrite[];
  readonly touches: (status: number, answer: Json) => Promise<readonly ItemTouch[]>;
}

type Decoder = (request: JsonObject, look: Look) => Promise<Decoded>;

const noTouches: Decoded = { pending: [], touches: async () => [] };

/** Prepares the decoding of a request before it is done; null for an operation that is not known. */
export async function decodeRequest(operation: string, request: Json, look: Look): Promise<Decoded | null> {
  if (untouchingOperations.includes(operation)) return noTouches;
  const decoder = decoders.get(operation);
  if (decoder === undefined) return null;
  return isObject(request) ? decoder(request, look) : noTouches;
}

/** Names of all operations that can be decoded. */
export function knownOperations(): readonly string[] {
  return [...decoders.keys(), ...untouchingOperations].sort();
}

const decoders: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['GetItem', async (request, look) => readKeys(asked(request, 'Key'), look)],
  ['BatchGetItem', async (request, look) => readKeys(batchKeys(objectIn(request, 'RequestItems')), look)],
  ['PutItem', (request, look) => writeKeys(asked(request, 'Item'), look)],
  ['UpdateItem', (request, look) => writeKeys(asked(request, 'Key'), look)],
  ['DeleteItem', (request, look) => writeKeys(asked(request, 'Key'), look)],
  ['BatchWriteItem', (request, look) => writeKeys(batchWrites(objectIn(request, 'RequestItems')), look)],
  ['Query', async (request, look) => decodeSearch('Query', request, look)],
  ['Scan', async (request, look) => decodeSearch('Scan', request, look)],
]);

interface RequestedKey {
  readonly table: string;
  /** An object that holds the key: the key itself, or the whole item. */
  readonly source: JsonObject;
}

function asked(request: JsonObject, member: string): RequestedKey[] {
  const table = textIn(request, 'TableName');
  const source = objectIn(request, member);
  return table === null || source === null ? [] : [{ table: nameOfTable(table), source }];
}

/** A table may be named by its ARN. */
export function nameOfTable(name: string): string {
  return /^arn:[^/]*:table\/([^/]+)/.exec(name)?.[1] ?? name;
}

/** The one table that a request names. */
export function tableOf(request: Json): string | null {
  const name = textIn(request, 'TableName');
  return name === null ? null : nameOfTable(name);
}

/** The keys of a `RequestItems` or `UnprocessedKeys`. */
function batchKeys(tables: JsonObject | null): RequestedKey[] {
  return Object.entries(tables ?? {}).flatMap(([table, of]) =>
    objectsIn(of, 'Keys').map((source) => ({ table: nameOfTable(table), source })),
  );
}

/** The writes of a `RequestItems` or `UnprocessedItems`. */
function batchWrites(tables: JsonObject | null): RequestedKey[] {
  return Object.entries(tables ?? {}).flatMap(([table, of]) =>
    (Array.isArray(of) ? of : []).flatMap((entry: Json) => {
      const source =
        objectIn(memberOf(entry, 'PutRequest'), 'Item') ?? objectIn(memberOf(entry, 'DeleteRequest'), 'Key');
      return source === null ? [] : [{ table: nameOfTable(table), source }];
    }),
  );
}

interface Keyed {
  readonly table: string;
  readonly key: ItemImage;
}

async function requestedKeys(askedFor: readonly RequestedKey[], look: Look): Promise<Keyed[]> {
  const keys: Keyed[] = [];
  for (const { table, source } of askedFor) {
    const key = await look.keyOf(table, source);
    if (key !== null) keys.push({ table, key });
  }
  return keys;
}

/** What a batch left undone: the client asks for it again, and it is decoded then. */
async function undoneIn(answer: Json, look: Look): Promise<ReadonlySet<string>> {
  const undone = [
    ...batchKeys(objectIn(answer, 'UnprocessedKeys')),
    ...batchWrites(objectIn(answer, 'UnprocessedItems')),
  ];
  if (undone.length === 0) return new Set();
  return new Set((await requestedKeys(undone, look)).map(({ table, key }) => itemIdentity(table, key)));
}

/** Whole items are looked up, because the answer may hold a projection without so much as the key. */
function readKeys(askedFor: readonly RequestedKey[], look: Look): Decoded {
  return {
    pending: [],
    touches: async (status, answer) => {
      if (status >= 400) return [];
      const undone = await undoneIn(answer, look);
      const touches: ItemTouch[] = [];
      for (const { table, key } of await requestedKeys(askedFor, look)) {
        if (undone.has(itemIdentity(table, key))) continue;
        const after = await look.item(table, key);
        touches.push({ table, key, action: after === null ? 'requested' : 'read', before: null, after });
      }
      return touches;
    },
  };
}

async function writeKeys(askedFor: readonly RequestedKey[], look: Look): Promise<Decoded> {
  const pending: PendingWrite[] = [];
  for (const { table, key } of await requestedKeys(askedFor, look)) {
    pending.push({ table, key, before: await look.item(table, key) });
  }
  return {
    pending,
    touches: async (status, answer) => {
      if (status >= 400 && status < 500) return refusedWrites(pending, answer);
      const undone = status < 400 ? await undoneIn(answer, look) : new Set();
      const touches: ItemTouch[] = [];
      for (const write of pending) {
        if (undone.has(itemIdentity(write.table, write.key))) continue;
        const after = await look.item(write.table, write.key);
        // After a failure of the engine itself only the items can tell whether the write was made.
        const failed = status >= 500 && JSON.stringify(write.before) === JSON.stringify(after);
        if (!failed) touches.push({ ...write, action: writeAction(write.before, after), after });
      }
      return touches;
    },
  };
}

function writeAction(before: ItemImage | null, after: ItemImage | null): ItemTouch['action'] {
  if (before === null) return after === null ? 'requested' : 'create';
  return after === null ? 'delete' : 'write';
}

/** A failed condition wrote nothing; it is a read only where the error hands the item back. */
function refusedWrites(pending: readonly PendingWrite[], answer: Json): ItemTouch[] {
  if (!isConditionFailure(answer)) return [];
  const shown = objectIn(answer, 'Item') !== null;
  return pending.map((write) =>
    shown
      ? { ...write, action: 'read', before: null, after: write.before }
      : { ...write, action: 'requested', after: null },
  );
}

const projections: readonly string[] = ['ProjectionExpression', 'AttributesToGet', 'Select'];

function decodeSearch(operation: string, request: JsonObject, look: Look): Decoded {
  const table = nameOfTable(textIn(request, 'TableName') ?? '');
  const projected = projections.some((name) => memberOf(request, name) !== undefined);
  const whole = !projected && memberOf(request, 'IndexName') === undefined;
  return {
    pending: [],
    touches: async (status, answer) => {
      if (status >= 400) return [];
      const found = projected ? await look.repeat(operation, unprojected(request)) : answer;
      const touches: ItemTouch[] = [];
      for (const item of listIn(found, 'Items')) {
        const key = isObject(item) ? await look.keyOf(table, item) : null;
        if (key === null || !isObject(item)) throw new Error(`${operation} found an item without its key`);
        const after = whole ? item : ((await look.item(table, key)) ?? item);
        touches.push({ table, key, action: 'read', before: null, after });
      }
      return touches;
    },
  };
}

/** The same search for whole items; names that only the projection used would be refused as unused. */
function unprojected(request: JsonObject): JsonObject {
  const rest = omit(request, projections);
  const names = objectIn(rest, 'ExpressionAttributeNames');
  if (names === null) return rest;
  const expressions = ['KeyConditionExpression', 'FilterExpression'].map((name) => textIn(rest, name) ?? '');
  const words = new Set(expressions.join(' ').match(/#\w+/g));
  const used = Object.entries(names).filter(([name]) => words.has(name));
  const without = omit(rest, ['ExpressionAttributeNames']);
  return used.length === 0 ? without : { ...without, ExpressionAttributeNames: Object.fromEntries(used) };
}
