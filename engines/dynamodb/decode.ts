/**
 * Decodes DynamoDB requests into the items that they touch. Covers every operation of the embedded engine; any other is refused
 * by name, so that nothing goes unrecorded.
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

/** Lookups that decoding makes in the engine, never recorded themselves. Each rejects if the engine does not answer. */
export interface Look {
  /** The key of the item in `source`; null if it holds no key of that table. */
  readonly keyOf: (table: string, source: JsonObject) => Promise<ItemImage | null>;
  /** The item with this key; null if there is none. */
  readonly item: (table: string, key: ItemImage) => Promise<ItemImage | null>;
  readonly repeat: (operation: string, input: JsonObject) => Promise<Json>;
}

/** A requested write: its key and the item before it. */
export interface PendingWrite {
  readonly table: string;
  readonly key: ItemImage;
  readonly before: ItemImage | null;
}

/** Returns the touched items once the answer is known; `pending` are the writes that may have happened. */
export interface Decoded {
  readonly pending: readonly PendingWrite[];
  readonly touches: (status: number, answer: Json) => Promise<readonly ItemTouch[]>;
}

type Decoder = (request: JsonObject, look: Look) => Promise<Decoded>;

const noTouches: Decoded = { pending: [], touches: async () => [] };

/** Decodes a request before it is carried out; null for an unknown operation. */
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

/** A request may name a table by its ARN. */
export function nameOfTable(name: string): string {
  return /^arn:[^/]*:table\/([^/]+)/.exec(name)?.[1] ?? name;
}

/** The table that a request names, if it is one. */
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

/** The parts of a batch that were not carried out: the client sends them again, and then they are decoded. */
async function undoneIn(answer: Json, look: Look): Promise<ReadonlySet<string>> {
  const undone = [
    ...batchKeys(objectIn(answer, 'UnprocessedKeys')),
    ...batchWrites(objectIn(answer, 'UnprocessedItems')),
  ];
  if (undone.length === 0) return new Set();
  return new Set((await requestedKeys(undone, look)).map(({ table, key }) => itemIdentity(table, key)));
}

/** Items are looked up whole, because the answer may be a projection without the key. */
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
        // After an error of the engine itself only the item shows whether the write was made.
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

/** A write with a failed condition changed nothing; it counts as a read only if the error returns the item. */
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

/** The same search for whole items. Names that only the projection used are removed, because DynamoDB refuses unused ones. */
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
