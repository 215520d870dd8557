import { expect, it } from 'vitest';
import { additionsOf } from '../../../engines/dynamodb/expressions/additions.ts';

const one = { N: '1' };
const update = (UpdateExpression: string) =>
  additionsOf({
    UpdateExpression,
    ExpressionAttributeNames: { '#n': 'hits' },
    ExpressionAttributeValues: { ':one': one, ':none': { N: '0' }, ':text': { S: 'a' } },
  })?.attributes ?? null;

it.each([
  ['add', 'ADD #n :one', ['hits']],
  ['add-twice', 'add hits :one, asked :one', ['hits', 'asked']],
  ['sum', 'SET hits = #n + :one', ['hits']],
  ['sum-of-what-may-be-missing', 'SET #n = if_not_exists(hits, :none) + :one', ['hits']],
  ['difference', 'SET hits = hits - :one', ['hits']],
  ['sum-and-more', 'SET gone = :one, hits = hits + :one ADD asked :one', ['hits', 'asked']],
])('an update adds where it does: %s', (_, expression, attributes) => {
  expect(update(expression)).toEqual(attributes);
});

it.each([
  ['set', 'SET hits = :one'],
  ['set-where-it-is-missing', 'SET hits = if_not_exists(hits, :one)'],
  ['sum-of-another', 'SET hits = asked + :one'],
  ['sum-of-another-that-may-be-missing', 'SET hits = if_not_exists(asked, :one) + :one'],
  ['sum-of-nothing', 'SET hits = :none + :one'],
  ['remove', 'ADD hits :one REMOVE asked'],
  ['delete', 'DELETE tags :text ADD hits :one'],
])('an update adds nowhere: %s', (_, expression) => {
  expect(update(expression)).toBeNull();
});

it('reads the older parameter', () => {
  expect(additionsOf({ AttributeUpdates: { hits: { Action: 'ADD', Value: one } } })).toEqual({
    ...{ attributes: ['hits'], values: [one] },
  });
  expect(additionsOf({ AttributeUpdates: { hits: { Action: 'PUT', Value: one } } })).toBeNull();
  expect(additionsOf({ Item: { hits: one } })).toBeNull();
});
