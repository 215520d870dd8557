/** The order in which operations are done that need one another. */
import { expect, it } from 'vitest';
import { needsOf, withNeeds } from '../../model/needs.ts';
import type { Operation } from '../../model/operation.ts';

function operation(name: string, from: readonly string[], after: readonly string[] = []): Operation {
  return {
    name,
    entry: { kind: 'call', function: 'a:b' },
    parameters: from.map((source) => ({
      ...{ name: source, kind: 'text', place: 'argument' },
      from: { operation: source, name: 'response' },
    })),
    ...(after.length === 0 ? {} : { after }),
  };
}

it('an operation needs its sources and what it comes after', () => {
  expect(needsOf(operation('show', ['create', 'create'], ['publish', 'create']))).toEqual([
    'create',
    'publish',
  ]);
});

it.each([
  ['shared-source', [operation('c', ['b', 'a']), operation('b', ['a']), operation('a', [])], ['a', 'b', 'c']],
  [
    'after-needs-sources',
    [operation('c', [], ['b']), operation('b', ['a']), operation('a', [])],
    ['a', 'b', 'c'],
  ],
  ['circle', [operation('c', ['b']), operation('b', ['c'])], ['b', 'c']],
  ['itself', [operation('c', ['c'])], ['c']],
  ['missing', [operation('c', ['nowhere'])], ['c']],
])('%s', (_, all, order) => {
  expect(withNeeds(all.slice(0, 1), all).map(({ name }) => name)).toEqual(order);
});
