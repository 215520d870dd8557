/** Transactions on an engine that has none: all or nothing, decoded part by part, and put back. */
import {
  type DynamoDBClient,
  GetItemCommand,
  TransactGetItemsCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startItemEngine } from '../../../engines/dynamodb/engine.ts';
import type { ItemEngine } from '../../../model/itemEngine.ts';
import { assets, clientOf, counters, lines } from './client.ts';

const TableName = 'assets';
const key = (sk: string) => ({ pk: { S: 'a' }, sk: { S: sk } });
const there = { ...key('1'), state: { S: 'open' } };
const isThere = 'attribute_exists(pk)';
const isNew = 'attribute_not_exists(pk)';

let engine: ItemEngine;
let client: DynamoDBClient;
beforeAll(async () => {
  engine = await startItemEngine({ tables: [assets, counters], endpoint: null });
  client = clientOf(engine.endpoint);
  await engine.write([{ table: TableName, key: key('1'), item: there }]);
  await engine.seal();
});
beforeEach(() => engine.undo());
afterAll(async () => {
  client.destroy();
  await engine.stop();
});

const write = (...TransactItems: TransactWriteItem[]) =>
  client.send(new TransactWriteItemsCommand({ TransactItems }));
const read = async (sk: string) => (await client.send(new GetItemCommand({ TableName, Key: key(sk) }))).Item;

const put = { Put: { TableName, Item: key('2'), ConditionExpression: isNew } };
const count = {
  Update: {
    ...{ TableName: 'counters', Key: { id: { N: '1' } }, UpdateExpression: 'ADD hits :one' },
    ExpressionAttributeValues: { ':one': { N: '1' } },
  },
};

describe('a transaction of writes', () => {
  it('does all its parts, each of which is recorded', async () => {
    const remove = { Delete: { TableName, Key: key('1') } };
    await write(put, count, remove);
    const records = await engine.drain();
    expect(records.map(({ operation }) => operation)).toEqual(['PutItem', 'UpdateItem', 'DeleteItem']);
    expect(lines(records)).toEqual(['create assets a/2', 'create counters 1', 'delete assets a/1']);
    expect(await read('1')).toBeUndefined();
    expect(await read('2')).toEqual(key('2'));
  });

  it('does none where one condition fails, and says which', async () => {
    const absent = { ConditionCheck: { TableName, Key: key('3'), ConditionExpression: isThere } };
    await expect(write(put, count, absent)).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [{ Code: 'None' }, { Code: 'None' }, { Code: 'ConditionalCheckFailed' }],
    });
    expect(lines(await engine.drain())).toEqual([
      'requested assets a/2',
      'requested counters 1',
      'requested assets a/3',
    ]);
    expect(await read('2')).toBeUndefined();
    expect(await read('3')).toBeUndefined();
  });

  it('hands back the item on which a condition failed where it is asked for, which reads it', async () => {
    const taken = {
      Put: {
        ...{ TableName, Item: key('1'), ConditionExpression: isNew },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
      },
    };
    await expect(write(taken)).rejects.toMatchObject({ CancellationReasons: [{ Item: there }] });
    expect(lines(await engine.drain())).toEqual(['read assets a/1']);
  });

  it('leaves nothing of a condition that holds', async () => {
    const free = { ConditionCheck: { TableName, Key: key('4'), ConditionExpression: isNew } };
    await write(put, free);
    expect(lines(await engine.drain())).toEqual(['create assets a/2', 'requested assets a/4']);
    expect(await read('4')).toBeUndefined();
  });

  it('is refused where two parts name one item, or where it has none', async () => {
    await expect(write(put, put)).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(write()).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('is put back', async () => {
    await write(put, count, { Delete: { TableName, Key: key('1') } });
    await engine.undo();
    expect(await read('1')).toEqual(there);
    expect(await read('2')).toBeUndefined();
  });
});

it('a transaction of reads answers in the order of its parts', async () => {
  const { Responses } = await client.send(
    new TransactGetItemsCommand({
      TransactItems: ['2', '1'].map((sk) => ({ Get: { TableName, Key: key(sk) } })),
    }),
  );
  expect(Responses).toEqual([{}, { Item: there }]);
  expect(lines(await engine.drain())).toEqual(['requested assets a/2', 'read assets a/1']);
});
