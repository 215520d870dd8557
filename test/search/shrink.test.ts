/** Shrinking ends: at the smallest attack, at its bound, or when the time is over, always with an attack that shows. */
import { expect, it } from 'vitest';
import { attackArbitrary } from '../../generators/index.ts';
import type { Attack } from '../../model/attack.ts';
import { shrinkAttack } from '../../search/shrink.ts';
import { callable } from '../generators/knowledge.ts';

const name = '../../../folder/report.txt';
const attack: Attack = {
  layout: [],
  steps: [{ operation: 'read', actor: 'somebody', arguments: { name: { text: name } } }],
  race: null,
};
const arbitrary = attackArbitrary(callable, 'read');
const textOf = ({ steps }: Attack): unknown => steps[0]?.arguments['name'];
const climbs = async (candidate: Attack): Promise<boolean> =>
  JSON.stringify(textOf(candidate) ?? '').includes('../');

it('ends at the smallest attack that still shows', async () => {
  const { attack: smallest, cut } = await shrinkAttack(arbitrary, attack, climbs, 1_000);
  expect(textOf(smallest)).toEqual({ text: '../' });
  expect(cut).toBe(false);
});

it('stops at its bound and says so', async () => {
  const { attack: smallest, executions, cut } = await shrinkAttack(arbitrary, attack, climbs, 3);
  expect(executions).toBe(3);
  expect(cut).toBe(true);
  expect(await climbs(smallest)).toBe(true);
});

it('stops when the time is over, with what it has', async () => {
  let tried = 0;
  const isOver = (): boolean => tried >= 5;
  const counting = (candidate: Attack): Promise<boolean> => {
    tried += 1;
    return climbs(candidate);
  };
  const {
    attack: smallest,
    executions,
    cut,
  } = await shrinkAttack(arbitrary, attack, counting, 1_000, isOver);
  expect(executions).toBe(5);
  expect(cut).toBe(true);
  expect(await climbs(smallest)).toBe(true);
});
