/**
 * Learns what tables a target needs from its own requests: `GetItem` of `notes` by `{"pk": …, "sk": …}` needs a table `notes`
 * with these two keys, `Query` of its index `by-day` by `day = :d` an index of that name. An assumption, and said so.
 */
import type { Json } from '../model/attack.ts';
import { isObject, memberOf, objectIn, objectsIn, textIn } from '../model/json.ts';
import type { WireRecord } from '../model/records.ts';
import type { DeclaredTable } from './infrastructure.ts';

interface KeyAttribute {
  readonly name: string;
  readonly type: string;
}

interface IndexSchema {
  readonly keys: readonly KeyAttribute[];
}

interface TableSchema {
  /** From the weakest evidence to the strongest: an item that was put, a key, a condition, `CreateTable` itself. */
  readonly strength: number;
  readonly keys: readonly KeyAttribute[];
  readonly indexes: ReadonlyMap<string, IndexSchema>;
  /** The target's own `CreateTable` input. */
  readonly input: Json | null;
}

const unknownTable: TableSchema = { strength: 0, keys: [], indexes: new Map(), input: null };

export class TableLearner {
  readonly #declared: readonly DeclaredTable[];
  readonly #tables = new Map<string, TableSchema>();

  constructor(declared: readonly DeclaredTable[] = []) {
    this.#declared = declared;
  }

  /** Learns from requests; returns the names of tables of which more is known now. */
  learn(records: readonly WireRecord[]): readonly string[] {
    const changed = new Set<string>();
    for (const record of records)
      for (const [table, evidence] of evidenceIn(record))
        if (this.#merge(table, evidence)) changed.add(table);
    return [...changed];
  }

  /** CreateTable inputs of all tables whose keys are known. */
  inputs(): readonly Json[] {
    return [...this.#tables].flatMap(([name, schema]) => inputOf(name, schema) ?? []);
  }

  input(name: string): Json | null {
    const schema = this.#tables.get(name);
    return schema === undefined ? null : inputOf(name, schema);
  }

  /** Names of tables that the target asked for and of which no key was ever seen. */
  unknown(): readonly string[] {
    return [...this.#tables]
      .filter(([, { keys, input }]) => keys.length === 0 && input === null)
      .map(([name]) => name);
  }

  #merge(table: string, evidence: TableSchema): boolean {
    const isNew = !this.#tables.has(table);
    const held = this.#tables.get(table) ?? this.#asDeclared(table);
    const keys = evidence.strength > held.strength ? evidence.keys : held.keys;
    const indexes = new Map([...held.indexes, ...evidence.indexes]);
    const merged: TableSchema = {
      strength: Math.max(held.strength, evidence.strength),
      keys,
      indexes,
      input: evidence.input ?? held.input,
    };
    this.#tables.set(table, merged);
    return isNew || JSON.stringify(inputOf(table, merged)) !== JSON.stringify(inputOf(table, held));
  }

  #asDeclared(table: string): TableSchema {
    const found = this.#declared.find(({ fits }) => fits(table))?.input;
    return isObject(found)
      ? { ...unknownTable, strength: 8, input: { TableName: table, ...found } }
      : unknownTable;
  }
}

type TableEvidence = readonly [table: string, schema: TableSchema];

function evidenceIn({ operation, request }: WireRecord): readonly TableEvidence[] {
  const table = textIn(request, 'TableName');
  switch (operation) {
    case 'CreateTable':
      return table === null ? [] : [[table, { ...unknownTable, strength: 9, input: request }]];
    case 'BatchGetItem':
      return eachTable(request, (name, asked) => objectsIn(asked, 'Keys').map((key) => byKey(name, key)));
    case 'BatchWriteItem':
      return eachTable(request, (name, asked) =>
        (Array.isArray(asked) ? asked : []).flatMap((write: Json) => writeEvidence(name, write)),
      );
    case 'TransactGetItems':
    case 'TransactWriteItems':
      return objectsIn(request, 'TransactItems').flatMap((item) =>
        Object.values(item).flatMap((one) => partEvidence(one)),
      );
    default:
      return table === null ? [] : partEvidence(request);
  }
}

function eachTable(
  request: Json,
  found: (name: string, asked: Json) => readonly TableEvidence[],
): readonly TableEvidence[] {
  const tables = objectIn(request, 'RequestItems') ?? {};
  return Object.entries(tables).flatMap(([name, asked]) => found(name, asked));
}

function writeEvidence(table: string, write: Json): readonly TableEvidence[] {
  const put = objectIn(objectIn(write, 'PutRequest') ?? null, 'Item');
  const removed = objectIn(objectIn(write, 'DeleteRequest') ?? null, 'Key');
  return [
    ...(put === null ? [] : [byItem(table, put)]),
    ...(removed === null ? [] : [byKey(table, removed)]),
  ];
}

/** What one request, or one part of a transaction, tells of its table. */
function partEvidence(part: Json): readonly TableEvidence[] {
  const table = textIn(part, 'TableName');
  if (table === null) return [];
  const key = objectIn(part, 'Key');
  const item = objectIn(part, 'Item');
  const conditions = conditionKeys(part);
  const index = textIn(part, 'IndexName');
  if (index !== null) {
    const indexes = new Map(conditions.length === 0 ? [] : [[index, { keys: conditions }]]);
    return [[table, { ...unknownTable, indexes }]];
  }
  if (key !== null) return [byKey(table, key)];
  if (conditions.length > 0) return [[table, { ...unknownTable, strength: 3, keys: conditions }]];
  return [item === null ? [table, unknownTable] : byItem(table, item)];
}

function byKey(table: string, key: Json): TableEvidence {
  const keys = attributesOf(key);
  // Of two, the partition key is known by its name, else it is written first.
  const sorted =
    keys.length === 2 ? [...keys].sort((one, other) => keyRank(one.name) - keyRank(other.name)) : keys;
  return [table, { ...unknownTable, strength: 4, keys: sorted.slice(0, 2) }];
}

function byItem(table: string, item: Json): TableEvidence {
  const attributes = attributesOf(item);
  const hash =
    attributes.find(({ name }) => partitionName.test(name)) ??
    attributes.find(({ name }) => /^id$|_id$|Id$/.test(name)) ??
    attributes[0];
  const range = attributes.find((one) => one !== hash && sortName.test(one.name));
  return [table, { ...unknownTable, strength: 1, keys: [hash, range].flatMap((one) => one ?? []) }];
}

const partitionName = /^(?:pk|hash|partition|hash_?key|partition_?key)$/i;
const sortName = /^(?:sk|range|sort|range_?key|sort_?key)$/i;

function keyRank(name: string): number {
  return partitionName.test(name) ? 0 : sortName.test(name) ? 2 : 1;
}

function attributesOf(image: Json): KeyAttribute[] {
  if (!isObject(image)) return [];
  return Object.entries(image).flatMap(([name, value]) => {
    const type = isObject(value) ? Object.keys(value)[0] : undefined;
    return type === 'S' || type === 'N' || type === 'B' ? [{ name, type }] : [];
  });
}

/** The key attributes that the condition of a query names: first the one that must be equal. */
function conditionKeys(request: Json): KeyAttribute[] {
  const expression = textIn(request, 'KeyConditionExpression');
  const typeOf = (value: string): string =>
    Object.keys(objectIn(objectIn(request, 'ExpressionAttributeValues') ?? null, value) ?? {})[0] ?? 'S';
  const nameOf = (name: string): string =>
    textIn(objectIn(request, 'ExpressionAttributeNames') ?? null, name) ?? name;
  if (expression === null) return legacyKeys(memberOf(request, 'KeyConditions'));
  const equal = [...expression.matchAll(/(#?[\w.]+)\s*=\s*(:\w+)/g)];
  const other = [
    ...expression.matchAll(/begins_with\s*\(\s*(#?[\w.]+)\s*,\s*(:\w+)/gi),
    ...expression.matchAll(/(#?[\w.]+)\s+BETWEEN\s+(:\w+)/gi),
    ...expression.matchAll(/(#?[\w.]+)\s*(?:<=?|>=?)\s*(:\w+)/g),
  ];
  const found = [...equal, ...other].map(([, name = '', value = '']) => ({
    name: nameOf(name),
    type: typeOf(value),
  }));
  const sorted = other.length > 0 ? found : found.sort((one, two) => keyRank(one.name) - keyRank(two.name));
  return sorted.slice(0, 2);
}

function legacyKeys(conditions: Json | undefined): KeyAttribute[] {
  if (!isObject(conditions)) return [];
  return Object.entries(conditions)
    .map(([name, condition]) => ({
      name,
      isEqual: textIn(condition, 'ComparisonOperator') === 'EQ',
      type: Object.keys(objectsIn(condition, 'AttributeValueList')[0] ?? {})[0] ?? 'S',
    }))
    .sort((one, other) => Number(other.isEqual) - Number(one.isEqual))
    .map(({ name, type }) => ({ name, type }));
}

function inputOf(name: string, { keys, indexes, input }: TableSchema): Json | null {
  if (input !== null) return definitionOf(input);
  if (keys.length === 0) return null;
  const attributes = new Map(
    [...keys, ...[...indexes.values()].flatMap((index) => index.keys)].map((one) => [one.name, one.type]),
  );
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [...attributes].map(([attribute, type]) => ({
      AttributeName: attribute,
      AttributeType: type,
    })),
    KeySchema: schemaOf(keys),
    ...(indexes.size === 0
      ? {}
      : {
          GlobalSecondaryIndexes: [...indexes].map(([index, schema]) => ({
            IndexName: index,
            KeySchema: schemaOf(schema.keys),
            Projection: { ProjectionType: 'ALL' },
          })),
        }),
  };
}

function schemaOf(keys: readonly KeyAttribute[]): Json {
  return keys.map(({ name }, at) => ({ AttributeName: name, KeyType: at === 0 ? 'HASH' : 'RANGE' }));
}

const definitionMembers = [
  'TableName',
  'AttributeDefinitions',
  'KeySchema',
  'GlobalSecondaryIndexes',
  'LocalSecondaryIndexes',
  'BillingMode',
  'ProvisionedThroughput',
  'StreamSpecification',
];

/** A target's own input without what says nothing of keys. */
function definitionOf(input: Json): Json {
  if (!isObject(input)) return input;
  return Object.fromEntries(Object.entries(input).filter(([member]) => definitionMembers.includes(member)));
}
