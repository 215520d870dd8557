/** An operation that reaches files by other means than Python's own calls alone is tested, and counts as such. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fixed, text, type UserOperation } from '../../config/userConfig.ts';
import type { World } from '../../model/world.ts';
import { targetWorld } from './kit.ts';

const root = fixed('{sandbox}');
const operations: Record<string, UserOperation> = {
  make: { call: './observers.py:make', arguments: { root, name: text() } },
  readByOther: {
    call: './observers.py:shell_read',
    arguments: { root, name: text({ from: 'make.arguments.name' }) },
  },
  readNothing: { call: './observers.py:place', arguments: { root, name: text() } },
};
let world: World;

beforeAll(async () => {
  world = await targetWorld(operations, { attacker: { powers: ['request'] } });
});
afterAll(() => world.close());

it('what another process reads is reached', () => {
  const reached = world.rehearsal.operations.map(({ name, reached: stores }) => [name, ...stores]);
  expect(reached).toEqual([['make', 'file'], ['readByOther', 'file'], ['readNothing']]);
});

it('what reaches nothing is told, and nothing else', () => {
  const untested = world.rehearsal.notes.filter(({ kind }) => kind === 'not-tested');
  expect(untested.map(({ text }) => text.split(' ')[0])).toEqual(['readNothing']);
});
