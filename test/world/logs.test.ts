/** A log that is kept open for all is nobody's alone, nor is what is made of it where it is turned over; one of each actor's own is. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fixed, text, type UserOperation, type UserParameter } from '../../config/userConfig.ts';
import type { Argument, Step } from '../../model/attack.ts';
import type { World } from '../../model/world.ts';
import { properties } from '../../properties/index.ts';
import { judge } from '../../search/cause.ts';
import { targetWorld } from './kit.ts';

const writing = (name: string, more: Readonly<Record<string, UserParameter>>): UserOperation => ({
  call: `./logs.py:${name}`,
  arguments: { root: fixed('{sandbox}'), ...more, line: text() },
});
const operations: Record<string, UserOperation> = {
  toAll: writing('to_all', { actor: fixed('{actor}') }),
  toOwn: writing('to_own', { actor: fixed('{actor}') }),
  toNamed: writing('to_named', { whose: text({ example: '{actor}' }) }),
};
let world: World;

beforeAll(async () => {
  world = await targetWorld(operations, { attacker: { powers: ['request'] } });
});
afterAll(() => world.close());

const long = 'x'.repeat(200);

const step = (operation: string, actor: string, more: Readonly<Record<string, Argument>> = {}): Step => ({
  ...{ operation, actor, arguments: { line: { text: 'x' }, ...more } },
});

async function told(...steps: readonly Step[]): Promise<string[]> {
  const observation = await world.run({ layout: [], steps, race: null });
  return judge(observation, properties, '/').map(({ property }) => property.id);
}

it('whoever comes may write a log of all', async () => {
  expect(await told(step('toAll', 'attacker'))).toEqual([]);
});

it('whoever comes may turn it over, again and again', async () => {
  const turns = ['attacker', 'victim', 'attacker', 'victim', 'attacker'];
  expect(await told(...turns.map((actor) => step('toAll', actor, { line: { text: long } })))).toEqual([]);
});

it('a log of one’s own is one’s own', async () => {
  expect(await told(step('toOwn', 'attacker'), step('toOwn', 'victim'))).toEqual([]);
});

it('a log of another’s own is another’s, though it was open already', async () => {
  expect(await told(step('toNamed', 'attacker', { whose: { text: 'victim' } }))).toEqual([
    'no-cross-tenant-write',
  ]);
});
