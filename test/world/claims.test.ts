/** Names that all tenants take from one pool: what is free is for whoever comes, what is held is its holder's. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fixed, text, type UserOperation } from '../../config/userConfig.ts';
import type { Step } from '../../model/attack.ts';
import type { World } from '../../model/world.ts';
import { attackOf, convicting, itemTable, targetWorld, violatedOn } from './kit.ts';

const claiming = (name: string, from?: string): UserOperation => ({
  call: `./claims.py:${name}`,
  arguments: {
    ...{ root: fixed('{sandbox}'), tenant: fixed('{actor}') },
    name: text(from === undefined ? {} : { from: `${from}.arguments.name` }),
  },
});
const operations: Record<string, UserOperation> = {
  lock: claiming('lock'),
  lockSigned: claiming('lock_signed'),
  lockItem: claiming('lock_item'),
  hold: claiming('hold'),
  breakLock: claiming('break_lock', 'hold'),
  store: claiming('store'),
  storeSigned: claiming('store_signed'),
  enter: claiming('enter'),
  leave: claiming('leave', 'enter'),
  enterAnyway: claiming('enter_anyway'),
};
let world: World;

beforeAll(async () => {
  world = await targetWorld(operations, {
    ...{ dynamodb: { tables: [itemTable('notes')] }, attacker: { powers: ['request'] } },
  });
});
afterAll(() => world.close());

/** What is violated where the attacker takes a name that a victim has given, after what the victim does. */
async function violated(operation: string, taken: string, ...victims: readonly string[]): Promise<string[]> {
  const name = { text: [{ known: { actor: 'victim', operation: taken, name: 'arguments.name' } }] };
  const step = (one: string, actor: string): Step => ({
    ...{ operation: one, actor, arguments: { name } },
  });
  const steps = [...victims.map((one) => step(one, 'victim')), step(operation, 'attacker')];
  return violatedOn(world, attackOf(steps), convicting);
}

it('a lock that is taken by whoever comes is nobody’s, and its holder’s name is', async () => {
  expect(await violated('lock', 'lock')).toEqual([]);
  expect(await violated('lockSigned', 'lockSigned')).toEqual(['no-cross-tenant-write']);
});

it('a lock that a step makes and takes away is its own, whoever had one of that name', async () => {
  expect(await violated('lockItem', 'lockItem')).toEqual([]);
  expect(await violated('breakLock', 'hold', 'hold')).toEqual(['no-cross-tenant-delete']);
});

it('to write what is there already changes nothing', async () => {
  expect(await violated('store', 'store')).toEqual([]);
  expect(await violated('storeSigned', 'storeSigned')).toEqual(['no-cross-tenant-write']);
});

it('a name that was given up is for whoever takes it', async () => {
  expect(await violated('enter', 'enter', 'enter', 'leave')).toEqual([]);
  expect(await violated('enterAnyway', 'enter', 'enter', 'leave')).toEqual([]);
  expect(await violated('enter', 'enter', 'enter')).toEqual([]);
  expect(await violated('enterAnyway', 'enter', 'enter')).toEqual(['no-cross-tenant-write']);
});
