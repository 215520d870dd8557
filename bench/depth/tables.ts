/** The DynamoDB tables of a generated application. */
import type { Feature, Style, TableSpec } from './feature.ts';

/** All tables of an application, each once with the indexes that features ask for. */
export function tablesOf({ table, pk, sk }: Style, features: readonly Feature[]): readonly TableSpec[] {
  const tables = new Map<string, TableSpec>([[table, { name: table, keys: [pk, sk] }]]);
  for (const one of features.flatMap((feature) => feature.tables)) {
    const indexes = [...(tables.get(one.name)?.indexes ?? []), ...(one.indexes ?? [])];
    tables.set(one.name, { ...one, indexes });
  }
  return [...tables.values()];
}

interface KeySchema {
  readonly KeySchema: readonly { readonly AttributeName: string; readonly KeyType: string }[];
}

interface CreateTableInput extends KeySchema {
  readonly TableName: string;
  readonly BillingMode: 'PAY_PER_REQUEST';
  readonly AttributeDefinitions: readonly { readonly AttributeName: string; readonly AttributeType: 'S' }[];
  readonly GlobalSecondaryIndexes?: readonly (KeySchema & {
    readonly IndexName: string;
    readonly Projection: { readonly ProjectionType: 'ALL' };
  })[];
}

/** The input of a CreateTable. */
export function createTableInput({ name, keys, indexes = [] }: TableSpec): CreateTableInput {
  const attributes = [...new Set([...keys, ...indexes.flatMap((index) => index.keys)])];
  const schema = (parts: readonly string[]) =>
    parts.map((part, index) => ({ AttributeName: part, KeyType: index === 0 ? 'HASH' : 'RANGE' }));
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: attributes.map((one) => ({ AttributeName: one, AttributeType: 'S' })),
    KeySchema: schema(keys),
    ...(indexes.length === 0
      ? {}
      : {
          GlobalSecondaryIndexes: indexes.map((index) => ({
            IndexName: index.name,
            KeySchema: schema(index.keys),
            Projection: { ProjectionType: 'ALL' },
          })),
        }),
  };
}
