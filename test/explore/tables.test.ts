/** Tables that are learnt from requests: keys from keys, indexes from conditions, and what overrules what. */
import { expect, it } from 'vitest';
import { TableLearner } from '../../explore/tables.ts';
import type { Json } from '../../model/attack.ts';
import type { WireRecord } from '../../model/records.ts';

function record(operation: string, request: Json): WireRecord {
  return { sequence: 0, operation, table: null, status: 400, touches: [], call: null, request };
}

function keysAfter(...records: readonly WireRecord[]): readonly Json[] {
  const learner = new TableLearner();
  learner.learn(records);
  return learner.inputs();
}

const schema = (...names: readonly string[]): Json =>
  names.map((AttributeName, at) => ({ AttributeName, KeyType: at === 0 ? 'HASH' : 'RANGE' }));

it('takes the keys of a table from the key of a request, the partition key first', () => {
  const key = { sk: { N: '1' }, pk: { S: 'a' } };
  expect(keysAfter(record('GetItem', { TableName: 'notes', Key: key }))).toEqual([
    {
      TableName: 'notes',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'N' },
      ],
      KeySchema: schema('pk', 'sk'),
    },
  ]);
});

it('takes the keys of an index from the condition of a query of it', () => {
  const query = record('Query', {
    TableName: 'notes',
    IndexName: 'by-day',
    KeyConditionExpression: '#d = :d AND begins_with(title, :t)',
    ExpressionAttributeNames: { '#d': 'day' },
    ExpressionAttributeValues: { ':d': { N: '3' }, ':t': { S: 'a' } },
  });
  const [table] = keysAfter(record('GetItem', { TableName: 'notes', Key: { id: { S: 'a' } } }), query);
  expect(table).toMatchObject({
    KeySchema: schema('id'),
    GlobalSecondaryIndexes: [{ IndexName: 'by-day', KeySchema: schema('day', 'title') }],
  });
});

it('believes a key more than an item, and the target’s own CreateTable most', () => {
  const put = record('PutItem', { TableName: 'notes', Item: { id: { S: '1' }, day: { S: '2' } } });
  expect(keysAfter(put)).toMatchObject([{ KeySchema: schema('id') }]);
  const key = { day: { S: '2' }, id: { S: '1' } };
  const removed = record('TransactWriteItems', {
    TransactItems: [{ Delete: { TableName: 'notes', Key: key } }],
  });
  expect(keysAfter(put, removed)).toMatchObject([{ KeySchema: schema('day', 'id') }]);
  const own = { TableName: 'notes', KeySchema: schema('own'), AttributeDefinitions: [], Tags: [] };
  expect(keysAfter(put, removed, record('CreateTable', own))).toEqual([
    { TableName: 'notes', KeySchema: schema('own'), AttributeDefinitions: [] },
  ]);
});

it('learns from each table of a batch, and names those of which no key was seen', () => {
  const learner = new TableLearner();
  const batch = {
    RequestItems: { a: { Keys: [{ id: { S: '1' } }] }, b: { Keys: [{ key: { B: 'AA==' } }] } },
  };
  expect(learner.learn([record('BatchGetItem', batch), record('DescribeTable', { TableName: 'c' })])).toEqual(
    ['a', 'b', 'c'],
  );
  expect(learner.inputs().length).toBe(2);
  expect(learner.unknown()).toEqual(['c']);
});
