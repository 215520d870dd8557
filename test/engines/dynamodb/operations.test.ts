import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  GetItemCommand,
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
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startItemEngine } from '../../../engines/dynamodb/engine.ts';
import type { ItemEngine } from '../../../model/itemEngine.ts';
import { assets, clientOf, counters, lines, send } from './client.ts';

const key = (pk: string, sk: string) => ({ pk: { S: pk }, sk: { S: sk } });
const one = { ...key('a', '1'), state: { S: 'open' }, size: { N: '7' } };
const two = { ...key('a', '2'), state: { S: 'open' }, size: { N: '8' } };
const TableName = 'assets';

let engine: ItemEngine;
let client: DynamoDBClient;
beforeAll(async () => {
  engine = await startItemEngine({ tables: [assets, counters], endpoint: null });
  client = clientOf(engine.endpoint);
  await engine.write([one, two].map((item) => ({ table: TableName, key: key('a', item.sk.S), item })));
  await engine.seal();
});
beforeEach(() => engine.undo());
afterAll(async () => {
  client.destroy();
  await engine.stop();
});

async function touched(work: () => Promise<unknown>): Promise<string[]> {
  await work();
  return lines(await engine.drain());
}

describe('a read is decoded', () => {
  it('as a read where the item is there, and as requested where it is not', async () => {
    expect(await touched(() => client.send(new GetItemCommand({ TableName, Key: key('a', '1') })))).toEqual([
      'read assets a/1',
    ]);
    expect(await touched(() => client.send(new GetItemCommand({ TableName, Key: key('b', '1') })))).toEqual([
      'requested assets b/1',
    ]);
  });

  it('with the whole item, even where a projection leaves out all that is there', async () => {
    const command = new GetItemCommand({ TableName, Key: key('a', '1'), ProjectionExpression: 'nowhere' });
    await client.send(command);
    const [record] = await engine.drain();
    expect(record?.touches).toEqual([
      { table: 'assets', key: key('a', '1'), action: 'read', before: null, after: one },
    ]);
  });

  it('for each key of a batch, over several tables', async () => {
    const RequestItems = {
      assets: {
        Keys: [key('a', '1'), key('b', '1')],
        ProjectionExpression: '#n',
        ExpressionAttributeNames: { '#n': 'size' },
      },
      counters: { Keys: [{ id: { N: '1' } }] },
    };
    const seen = await touched(() => client.send(new BatchGetItemCommand({ RequestItems })));
    expect(seen).toEqual(['read assets a/1', 'requested assets b/1', 'requested counters 1']);
  });

  it('but for the keys of a batch that the engine left undone', async () => {
    const large = Array.from({ length: 5 }, (_, index) => ({
      ...key('large', String(index)),
      content: { S: 'x'.repeat(390_000) },
    }));
    await engine.write(large.map((item) => ({ table: TableName, key: key('large', item.sk.S), item })));
    const Keys = large.map(({ sk }) => key('large', sk.S));
    const answer = await client.send(new BatchGetItemCommand({ RequestItems: { assets: { Keys } } }));
    const done = answer.Responses?.['assets']?.length ?? 0;
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(5);
    expect(lines(await engine.drain())).toHaveLength(done);
  });

  const searches: readonly (readonly [string, Partial<QueryCommand['input']>])[] = [
    ['plain', {}],
    ['projection-without-key', { ProjectionExpression: '#s', ExpressionAttributeNames: { '#s': 'size' } }],
    ['attributes-to-get', { AttributesToGet: ['size'] }],
    ['count', { Select: 'COUNT' }],
    ['index', { IndexName: 'by-state' }],
    ['index-count', { IndexName: 'by-state', Select: 'COUNT' }],
  ];

  it.each(searches)('for each item of a Scan: %s', async (_name, input) => {
    await client.send(new ScanCommand({ TableName, ...input }));
    const [record] = await engine.drain();
    expect(lines(record === undefined ? [] : [record]).sort()).toEqual([
      'read assets a/1',
      'read assets a/2',
    ]);
    expect(record?.touches.map(({ after }) => after)).toEqual(expect.arrayContaining([one, two]));
  });

  it('for each item of a Query that a filter lets through, under its own names', async () => {
    const command = new QueryCommand({
      TableName,
      KeyConditionExpression: '#p = :p AND begins_with(sk, :s)',
      FilterExpression: '(#size > :n)',
      ProjectionExpression: '#size1, #size',
      ExpressionAttributeNames: { '#p': 'pk', '#size': 'size', '#size1': 'other' },
      ExpressionAttributeValues: { ':p': { S: 'a' }, ':s': { S: '' }, ':n': { N: '7' } },
    });
    expect(await touched(() => client.send(command))).toEqual(['read assets a/2']);
  });

  it('for a Query on an index, a page at a time and from the end', async () => {
    const input = {
      TableName,
      IndexName: 'by-state',
      KeyConditionExpression: '#s = :s',
      ExpressionAttributeNames: { '#s': 'state' },
      ExpressionAttributeValues: { ':s': { S: 'open' } },
      ScanIndexForward: false,
      Limit: 1,
    };
    const first = await client.send(new QueryCommand(input));
    const cursor = { ...input, ExclusiveStartKey: first.LastEvaluatedKey };
    const seen = await touched(() => client.send(new QueryCommand(cursor)));
    expect(seen.sort()).toEqual(['read assets a/1', 'read assets a/2']);
  });

  it('for a legacy Query with KeyConditions and QueryFilter', async () => {
    const condition = (ComparisonOperator: 'EQ' | 'NE', value: object) => ({
      ComparisonOperator,
      AttributeValueList: [{ S: '', ...value }],
    });
    const command = new QueryCommand({
      TableName,
      KeyConditions: { pk: condition('EQ', { S: 'a' }) },
      QueryFilter: { state: condition('NE', { S: 'closed' }) },
    });
    expect(await touched(() => client.send(command))).toEqual(['read assets a/1', 'read assets a/2']);
  });
});

describe('a write is decoded', () => {
  it('as create, write and delete with the images before and after', async () => {
    await client.send(new PutItemCommand({ TableName, Item: key('b', '1') }));
    await client.send(
      new UpdateItemCommand({
        TableName,
        Key: key('b', '1'),
        UpdateExpression: 'SET n = if_not_exists(n, :n)',
        ExpressionAttributeValues: { ':n': { N: '01.0' } },
      }),
    );
    await client.send(new DeleteItemCommand({ TableName, Key: key('b', '1') }));
    await client.send(new DeleteItemCommand({ TableName, Key: key('b', '1') }));
    const records = await engine.drain();
    const base = { table: 'assets', key: key('b', '1') };
    const [created, updated] = [key('b', '1'), { ...key('b', '1'), n: { N: '1' } }];
    expect(records.flatMap(({ touches }) => touches)).toEqual([
      { ...base, action: 'create', before: null, after: created },
      { ...base, action: 'write', before: created, after: updated },
      { ...base, action: 'delete', before: updated, after: null },
      { ...base, action: 'requested', before: null, after: null },
    ]);
    expect(records.map(({ operation, table, status }) => [operation, table, status])).toEqual([
      ['PutItem', 'assets', 200],
      ['UpdateItem', 'assets', 200],
      ['DeleteItem', 'assets', 200],
      ['DeleteItem', 'assets', 200],
    ]);
  });

  it('as create where an update makes the item', async () => {
    const command = new UpdateItemCommand({ TableName, Key: key('b', '2') });
    expect(await touched(() => client.send(command))).toEqual(['create assets b/2']);
  });

  it('as a mere request where its condition fails', async () => {
    const ConditionExpression = 'attribute_not_exists(pk)';
    const put = new PutItemCommand({ TableName, Item: key('a', '1'), ConditionExpression });
    await expect(client.send(put)).rejects.toThrow(/conditional request failed/);
    const [record] = await engine.drain();
    expect(record).toMatchObject({ status: 400, operation: 'PutItem' });
    expect(record?.touches).toMatchObject([{ action: 'requested', before: one, after: null }]);
  });

  it('as nothing where the engine finds it invalid', async () => {
    const Item = { pk: { S: 'a' }, sk: { N: '1' } };
    await expect(client.send(new PutItemCommand({ TableName, Item }))).rejects.toThrow(/Type mismatch/);
    const [record] = await engine.drain();
    expect(record).toMatchObject({ status: 400, touches: [] });
  });

  it('for each write of a batch', async () => {
    const RequestItems = {
      assets: [
        { PutRequest: { Item: one } },
        { PutRequest: { Item: key('b', '1') } },
        { DeleteRequest: { Key: key('a', '2') } },
        { DeleteRequest: { Key: key('b', '2') } },
      ],
      counters: [{ PutRequest: { Item: { id: { N: '1e0' } } } }],
    };
    const seen = await touched(() => client.send(new BatchWriteItemCommand({ RequestItems })));
    expect(seen).toEqual([
      'write assets a/1',
      'create assets b/1',
      'delete assets a/2',
      'requested assets b/2',
      'create counters 1e0',
    ]);
  });

  it('with exact keys, however hostile', async () => {
    const hostile = [
      'a\0b',
      'a#b',
      '\u202eabc',
      'e\u0301',
      '\u{1f600}',
      '__proto__',
      "' OR 1=1 --",
      '\r\n',
      '﻿',
    ];
    const seen = await touched(async () => {
      for (const name of hostile) {
        await client.send(
          new PutItemCommand({ TableName, Item: { ...key(name, name), constructor: { S: name } } }),
        );
        await client.send(new GetItemCommand({ TableName, Key: key(name, name) }));
      }
    });
    expect(seen).toEqual(
      hostile.flatMap((name) => [`create assets ${name}/${name}`, `read assets ${name}/${name}`]),
    );
  });
});

describe('an operation on tables is decoded', () => {
  const fresh = { ...JSON.parse(JSON.stringify(assets)), TableName: 'fresh' };

  it('without touched items', async () => {
    await client.send(new CreateTableCommand(fresh));
    await client.send(new DescribeTableCommand({ TableName: 'fresh' }));
    await client.send(new DescribeTimeToLiveCommand({ TableName: 'fresh' }));
    await client.send(new ListTablesCommand({}));
    const ProvisionedThroughput = { ReadCapacityUnits: 1, WriteCapacityUnits: 1 };
    const provisioned = { TableName: 'counters', BillingMode: 'PROVISIONED', ProvisionedThroughput } as const;
    await client.send(new UpdateTableCommand(provisioned));
    const ResourceArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/fresh';
    await client.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: 'k', Value: 'v' }] }));
    await client.send(new ListTagsOfResourceCommand({ ResourceArn }));
    await client.send(new UntagResourceCommand({ ResourceArn, TagKeys: ['k'] }));
    await client.send(new DeleteTableCommand({ TableName: 'fresh' }));
    const records = await engine.drain();
    expect(records.map(({ operation, touches }) => [operation, touches])).toEqual(
      [
        ...['CreateTable', 'DescribeTable', 'DescribeTimeToLive', 'ListTables', 'UpdateTable'],
        ...['TagResource', 'ListTagsOfResource', 'UntagResource', 'DeleteTable'],
      ].map((operation) => [operation, []]),
    );
  });

  it('with every item that a deleted table held', async () => {
    const seen = await touched(() => client.send(new DeleteTableCommand({ TableName })));
    expect(seen.sort()).toEqual(['delete assets a/1', 'delete assets a/2']);
  });
});

describe('a record', () => {
  it('carries the call site, the request as sent, and rising numbers', async () => {
    const body = JSON.stringify({ TableName, Key: key('a', '1') });
    await send(engine.endpoint, 'GetItem', body, {
      'x-trespass-call': '17',
      'amz-sdk-invocation-id': 'again',
    });
    await send(engine.endpoint, 'GetItem', body, {
      'x-trespass-call': 'x',
      'amz-sdk-invocation-id': 'again',
    });
    const [first, second] = await engine.drain();
    expect([first?.call, second?.call]).toEqual([17, null]);
    expect(first?.request).toEqual(JSON.parse(body));
    expect(second?.sequence).toBe((first?.sequence ?? 0) + 1);
  });

  it('is made once, and not of what the harness does itself', async () => {
    await engine.write([{ table: TableName, key: key('c', '1'), item: null }]);
    await engine.undo();
    await client.send(new GetItemCommand({ TableName, Key: key('a', '1') }));
    expect(lines(await engine.drain())).toEqual(['read assets a/1']);
    expect(await engine.drain()).toEqual([]);
  });

  it('has right images where many requests are in flight', async () => {
    const add = () =>
      client.send(
        new UpdateItemCommand({
          TableName: 'counters',
          Key: { id: { N: '5' } },
          UpdateExpression: 'ADD n :one',
          ExpressionAttributeValues: { ':one': { N: '1' } },
        }),
      );
    await Promise.all(Array.from({ length: 40 }, add));
    const touches = (await engine.drain()).flatMap((record) => record.touches);
    const count = (image: unknown): number =>
      Number(/"n":\{"N":"(\d+)"/.exec(JSON.stringify(image))?.[1] ?? 0);
    expect(touches.map(({ before, after }) => [count(before), count(after)])).toEqual(
      Array.from({ length: 40 }, (_, index) => [index, index + 1]),
    );
  });
});
