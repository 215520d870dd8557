/**
 * Decodes DynamoDB requests into touched items. Every operation of the embedded engine is known here; any other
 * is refused by name, so that nothing passes unseen.
 */
import type { Json } from '../../model/attack.ts';
import type { ItemImage, ItemTouch } from '../../model/records.ts';
import { isObject, type JsonObject, listIn, objectIn, objectsIn, omit, textIn } from './json.ts';

export const tableOperations: readonly string[] = ['CreateTable', 'UpdateTable', 'DeleteTable'];
const untouchingOperations: readonly string[] = [
  ...tableOperations,
  'DescribeTable',
  'DescribeTimeToLive',
  'ListTables',
  'TagResource',
  'UntagResource',
  'ListTagsOfResource',
];

/** What decoding asks of the engine, never recorded itself. */
export interface Look {
  /** The item under the key that `source` holds; null key where it holds none of that table. */
  readonly keyOf: (table: string, source: JsonObject) => Promise<ItemImage | null>;
  readonly item: (table: string, key: ItemImage) => Promise<ItemImage | null>;
  readonly repeat: (operation: string, input: JsonObject) => Promise<Json>;
}

/** A write as asked for: the key, and what was there before. */
export interface Pending {
  readonly table: string;
  readonly key: ItemImage;
  readonly before: ItemImage | null;
}

/** Tells after the answer what was touched; `pending` are the writes that may have happened. */
export interface Decoded {
  readonly pending: readonly Pending[];
  readonly touches: (status: number, answer: Json) => Promise<readonly ItemTouch[]>;
}

type Decoder = (request: JsonObject, look: Look) => Promise<Decoded>;

const nothing: Decoded = { pending: [], touches: async () => [] };

/** Prepares the decoding of a request before it is done; null for an operation that is not known. */
export async function decodeRequest(operation: string, request: Json, look: Look): Promise<Decoded | null> {
  if (untouchingOperations.includes(operation)) return nothing;
  const decoder = decoders[operation];
  if (decoder === undefined) return null;
  return isObject(request) ? decoder(request, look) : nothing;
}

/** Names of all operations that can be decoded. */
export function knownOperations(): readonly string[] {
  return [...Object.keys(decoders), ...untouchingOperations];
}

const decoders: Readonly<Record<string, Decoder>> = {
  GetItem: (request, look) => readKeys(asked(request, 'Key'), look),
  BatchGetItem: (request, look) => readKeys(batchKeys(request), look, 'UnprocessedKeys'),
  PutItem: (request, look) => writeKeys(asked(request, 'Item'), look),
  UpdateItem: (request, look) => writeKeys(asked(request, 'Key'), look),
  DeleteItem: (request, look) => writeKeys(asked(request, 'Key'), look),
  BatchWriteItem: (request, look) => writeKeys(batchWrites(request), look, 'UnprocessedItems'),
  Query: (request, look) => search('Query', request, look),
  Scan: (request, look) => search('Scan', request, look),
};

interface Asked {
  readonly table: string;
  readonly source: JsonObject;
}

function asked(request: JsonObject, member: string): Asked[] {
  const table = textIn(request, 'TableName');
  const source = objectIn(request, member);
  return table === null || source === null ? [] : [{ table: nameOfTable(table), source }];
}

/** A table may be named by its ARN. */
export function nameOfTable(name: string): string {
  return /^arn:[^/]*:table\/([^/]+)/.exec(name)?.[1] ?? name;
}

function batchKeys(request: JsonObject): Asked[] {
  return tablesOf(request).flatMap(([table, of]) =>
    objectsIn(of, 'Keys').map((source) => ({ table, source })),
  );
}

function batchWrites(request: JsonObject): Asked[] {
  return tablesOf(request).flatMap(([table, of]) =>
    (Array.isArray(of) ? of.filter((entry) => isObject(entry)) : []).flatMap((entry) => {
      const source =
        objectIn(objectIn(entry, 'PutRequest') ?? {}, 'Item') ??
        objectIn(objectIn(entry, 'DeleteRequest') ?? {}, 'Key');
      return source === null ? [] : [{ table, source }];
    }),
  );
}

function tablesOf(request: JsonObject): [string, Json][] {
  return Object.entries(objectIn(request, 'RequestItems') ?? {}).map(([table, of]) => [
    nameOfTable(table),
    of,
  ]);
}

async function keysOf(askedFor: readonly Asked[], look: Look): Promise<{ table: string; key: ItemImage }[]> {
  const keys: { table: string; key: ItemImage }[] = [];
  for (const { table, source } of askedFor) {
    const key = await look.keyOf(table, source);
    if (key !== null) keys.push({ table, key });
  }
  return keys;
}

/** What the engine left undone is asked for again by the client, and decoded then. */
function isUndone(answer: Json, member: string | undefined): boolean {
  return member !== undefined && Object.keys(objectIn(answer, member) ?? {}).length > 0;
}

async function readKeys(askedFor: readonly Asked[], look: Look, undone?: string): Promise<Decoded> {
  return {
    pending: [],
    touches: async (status, answer) => {
      if (status >= 400 || isUndone(answer, undone)) return [];
      const touches: ItemTouch[] = [];
      for (const { table, key } of await keysOf(askedFor, look)) {
        const after = await look.item(table, key);
        touches.push({ table, key, action: after === null ? 'requested' : 'read', before: null, after });
      }
      return touches;
    },
  };
}

async function writeKeys(askedFor: readonly Asked[], look: Look, undone?: string): Promise<Decoded> {
  const pending: Pending[] = [];
  for (const { table, key } of await keysOf(askedFor, look)) {
    pending.push({ table, key, before: await look.item(table, key) });
  }
  return {
    pending,
    touches: async (status, answer) => {
      if (status >= 400) return [];
      const touches: ItemTouch[] = [];
      for (const { table, key, before } of pending) {
        const after = await look.item(table, key);
        const same = JSON.stringify(before) === JSON.stringify(after);
        if (before === null && after === null)
          touches.push({ table, key, action: 'requested', before, after });
        else if (!(isUndone(answer, undone) && same)) {
          touches.push({
            table,
            key,
            action: before === null ? 'create' : after === null ? 'delete' : 'write',
            before,
            after,
          });
        }
      }
      return touches;
    },
  };
}

const projections: readonly string[] = ['ProjectionExpression', 'AttributesToGet', 'Select'];

async function search(operation: string, request: JsonObject, look: Look): Promise<Decoded> {
  const table = nameOfTable(textIn(request, 'TableName') ?? '');
  const partial = projections.some((name) => name in request) || 'IndexName' in request;
  return {
    pending: [],
    touches: async (status, answer) => {
      if (status >= 400) return [];
      const projected = projections.some((name) => name in request);
      const whole = projected ? await look.repeat(operation, unprojected(request)) : answer;
      const touches: ItemTouch[] = [];
      for (const item of listIn(whole, 'Items')) {
        const key = isObject(item) ? await look.keyOf(table, item) : null;
        if (key === null || !isObject(item)) continue;
        const after = partial ? await look.item(table, key) : item;
        touches.push({ table, key, action: 'read', before: null, after: after ?? item });
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
  const expressions = ['KeyConditionExpression', 'FilterExpression']
    .map((name) => textIn(rest, name) ?? '')
    .join(' ');
  const used = Object.entries(names).filter(([name]) =>
    new RegExp(`${name.replace(/\W/g, '\\$&')}(?!\\w)`).test(expressions),
  );
  const without = omit(rest, ['ExpressionAttributeNames']);
  return used.length === 0 ? without : { ...without, ExpressionAttributeNames: Object.fromEntries(used) };
}
