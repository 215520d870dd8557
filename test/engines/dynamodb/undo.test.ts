import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateItemCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startItemEngine } from '../../../engines/dynamodb/engine.ts';
import type { ItemEngine } from '../../../model/itemEngine.ts';
import { assets, clientOf, counters, send } from './client.ts';

const key = (pk: string, sk: string) => ({ pk: { S: pk }, sk: { S: sk } });
const tagged = 'arn:aws:dynamodb:us-east-1:000000000000:table/counters';

let engine: ItemEngine;
let client: DynamoDBClient;
beforeAll(async () => {
  engine = await startItemEngine({ tables: [assets, counters], endpoint: null });
  client = clientOf(engine.endpoint);
  for (const [pk, state] of Object.entries({ a: 'open', b: 'shut', c: 'open' }))
    await client.send(
      new PutItemCommand({
        TableName: 'assets',
        Item: { ...key(pk, '1'), state: { S: state }, n: { N: '1' } },
      }),
    );
  await client.send(new PutItemCommand({ TableName: 'counters', Item: { id: { N: '10' }, n: { N: '1' } } }));
  await client.send(new TagResourceCommand({ ResourceArn: tagged, Tags: [{ Key: 'kept', Value: 'v' }] }));
  await engine.seal();
});
afterAll(async () => {
  client.destroy();
  await engine.stop();
});

/** Everything that a client can see: tables, their items, the index, tags. */
async function world(of: DynamoDBClient = client): Promise<unknown> {
  const { TableNames = [] } = await of.send(new ListTablesCommand({}));
  const tables: Record<string, unknown> = {};
  for (const TableName of TableNames) {
    const { Table } = await of.send(new DescribeTableCommand({ TableName }));
    const { Items } = await of.send(new ScanCommand({ TableName }));
    const { KeySchema, AttributeDefinitions, BillingModeSummary, TableStatus } = Table ?? {};
    const billing = BillingModeSummary?.BillingMode;
    const indexes = Table?.GlobalSecondaryIndexes?.map(({ IndexName, Projection }) => ({
      IndexName,
      Projection,
    }));
    const Tags = await of.send(new ListTagsOfResourceCommand({ ResourceArn: Table?.TableArn }));
    const described = { KeySchema, AttributeDefinitions, billing, TableStatus, indexes, tags: Tags.Tags };
    tables[TableName] = { ...described, Items };
  }
  const open = await of.send(
    new QueryCommand({
      TableName: 'assets',
      IndexName: 'by-state',
      KeyConditionExpression: '#s = :s',
      ExpressionAttributeNames: { '#s': 'state' },
      ExpressionAttributeValues: { ':s': { S: 'open' } },
    }),
  );
  return { tables, open: open.Items };
}

type Work = (on: DynamoDBClient) => Promise<unknown>;
const pk = fc.constantFrom('a', 'b', 'c', 'd', 'x#y', '\0');
const state = fc.constantFrom('open', 'shut');
const id = fc.constantFrom('10', '1e1', '010', '2', '-0');
const throughput = { ProvisionedThroughput: { ReadCapacityUnits: 2, WriteCapacityUnits: 2 } };
const step: fc.Arbitrary<readonly [string, Work]> = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(pk, state).map(([name, S]) => putAsset(name, S)) },
  { weight: 4, arbitrary: pk.map((name) => deleteAsset(name)) },
  { weight: 6, arbitrary: fc.tuple(pk, state).map(([name, S]) => updateAsset(name, S)) },
  { weight: 4, arbitrary: fc.tuple(id, id).map(([put, gone]) => batch(put, gone)) },
  { weight: 1, arbitrary: fc.constantFrom('assets', 'counters').map((name) => dropTable(name)) },
  { weight: 1, arbitrary: fc.constantFrom(assets, counters).map((table) => makeTable(table)) },
  { weight: 1, arbitrary: fc.constant(['billing', billing] as const) },
  { weight: 1, arbitrary: fc.constantFrom('kept', 'new').map((name) => tag(name)) },
  { weight: 1, arbitrary: fc.constant(['undo and go on', () => engine.undo()] as const) },
);

function putAsset(name: string, S: string): readonly [string, Work] {
  const Item = { ...key(name, '1'), state: { S }, list: { L: [{ S }] } };
  return [`put ${name} ${S}`, (on) => on.send(new PutItemCommand({ TableName: 'assets', Item }))];
}

function deleteAsset(name: string): readonly [string, Work] {
  const Key = key(name, '1');
  return [`delete ${name}`, (on) => on.send(new DeleteItemCommand({ TableName: 'assets', Key }))];
}

function updateAsset(name: string, S: string): readonly [string, Work] {
  const command = new UpdateItemCommand({
    TableName: 'assets',
    Key: key(name, '1'),
    UpdateExpression: 'SET #s = :s, #p = :s REMOVE n',
    ConditionExpression: 'attribute_not_exists(list)',
    ExpressionAttributeNames: { '#s': 'state', '#p': '__proto__' },
    ExpressionAttributeValues: { ':s': { S } },
  });
  return [`update ${name} ${S}`, (on) => on.send(command)];
}

function batch(put: string, gone: string): readonly [string, Work] {
  const writes = [
    { PutRequest: { Item: { id: { N: put } } } },
    { DeleteRequest: { Key: { id: { N: gone } } } },
  ];
  const command = new BatchWriteItemCommand({ RequestItems: { counters: writes } });
  return [`batch ${put} ${gone}`, (on) => on.send(command)];
}

function dropTable(TableName: string): readonly [string, Work] {
  return [`drop ${TableName}`, (on) => on.send(new DeleteTableCommand({ TableName }))];
}

function makeTable(table: typeof assets): readonly [string, Work] {
  const input = JSON.parse(JSON.stringify(table));
  return [`make ${input.TableName}`, (on) => on.send(new CreateTableCommand(input))];
}

function tag(Key: string): readonly [string, Work] {
  return [
    `tag ${Key}`,
    async (on) => {
      await on.send(new UntagResourceCommand({ ResourceArn: tagged, TagKeys: ['kept'] }));
      await on.send(new TagResourceCommand({ ResourceArn: tagged, Tags: [{ Key, Value: 'other' }] }));
    },
  ];
}

function billing(on: DynamoDBClient): Promise<unknown> {
  const BillingMode = 'PROVISIONED';
  return on.send(new UpdateTableCommand({ TableName: 'counters', BillingMode, ...throughput }));
}

/** What the engine refuses is refused; everything else has to be undone. */
async function run(steps: readonly (readonly [string, Work])[]): Promise<void> {
  for (const [, work] of steps) await work(client).catch(() => undefined);
}

describe('undo', () => {
  it('gives back the exact world after any writes', async () => {
    const before = await world();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        await run(steps);
        await engine.undo();
        expect(await world()).toEqual(before);
        await engine.drain();
      }),
      { numRuns: 80 },
    );
  });

  it('gives back what many requests in flight have written', async () => {
    const before = await world();
    const steps = fc.sample(step, { numRuns: 60, seed: 1 });
    await Promise.all(steps.map(([, work]) => work(client).catch(() => undefined)));
    await engine.undo();
    expect(await world()).toEqual(before);
    await engine.drain();
  });

  it('gives back an item that no put would be allowed to write', async () => {
    const nines = '9'.repeat(38);
    const add = (value: string) =>
      client.send(
        new UpdateItemCommand({
          TableName: 'counters',
          Key: { id: { N: '77' } },
          UpdateExpression: 'ADD n :n',
          ExpressionAttributeValues: { ':n': { N: value } },
        }),
      );
    await add(nines);
    await add('0.5');
    await engine.seal();
    const before = await world();
    expect(JSON.stringify(before)).toContain(`${nines}.5`);
    await client.send(new DeleteItemCommand({ TableName: 'counters', Key: { id: { N: '77' } } }));
    await engine.undo();
    expect(await world()).toEqual(before);
  });

  it('gives back what the harness wrote, whatever text its numbers had', async () => {
    const before = await world();
    await engine.write([
      { table: 'counters', key: { id: { N: '1e1' } }, item: { id: { N: '10' }, n: { N: '5' } } },
      { table: 'counters', key: { id: { N: '03.0' } }, item: { id: { N: '3' } } },
      { table: 'assets', key: key('a', '1'), item: null },
    ]);
    expect(await world()).not.toEqual(before);
    await engine.undo();
    expect(await world()).toEqual(before);
  });

  it('goes back to the latest seal', async () => {
    await engine.write([{ table: 'assets', key: key('s', '1'), item: key('s', '1') }]);
    await engine.seal();
    const before = await world();
    await send(engine.endpoint, 'DeleteItem', JSON.stringify({ TableName: 'assets', Key: key('s', '1') }));
    await engine.undo();
    expect(await world()).toEqual(before);
  });
});

it('another engine holds the same once it has loaded what was saved, and goes back to that', async () => {
  const other = await startItemEngine({ tables: [counters], endpoint: null });
  const otherClient = clientOf(other.endpoint);
  try {
    await otherClient.send(new PutItemCommand({ TableName: 'counters', Item: { id: { N: '7' } } }));
    const saved = await engine.save();
    if (saved === null) throw new Error('nothing was saved');
    await other.load(saved);
    const expected = await world();
    expect(await world(otherClient)).toEqual(expected);
    await otherClient.send(new PutItemCommand({ TableName: 'counters', Item: { id: { N: '8' } } }));
    await other.drain();
    await other.undo();
    expect(await world(otherClient)).toEqual(expected);
  } finally {
    otherClient.destroy();
    await other.stop();
  }
});
