/** Bounds that were reached are told, each kind in one line, with where and how much was left out. */
import { expect, it } from 'vitest';
import { countCuts } from '../../model/cuts.ts';

it('what fits is whole, and nothing is told', () => {
  const cuts = countCuts();
  expect(cuts.first([1, 2, 3], 3, 'numbers are tried', 'save')).toEqual([1, 2, 3]);
  cuts.note('numbers are tried', 'show', 5, 2);
  cuts.count('cases were repeated', 'save', true);
  expect(cuts.notes()).toEqual([]);
});

it('what is left out is told by kind, where and how much of how much', () => {
  const cuts = countCuts();
  expect(cuts.first([1, 2, 3], 2, 'numbers are tried', 'save')).toEqual([1, 2]);
  cuts.note('numbers are tried', 'show', 2, 7);
  // Another world of the same run comes to the same bound.
  cuts.note('numbers are tried', 'show', 2, 5);
  for (const isKept of [true, false, false]) cuts.count('cases were repeated', 'save', isKept);
  expect(cuts.notes()).toEqual([
    { kind: 'limit', text: 'not all numbers are tried: save (2 of 3), show (2 of 7)' },
    { kind: 'limit', text: 'not all cases were repeated: save (1 of 3)' },
  ]);
});
