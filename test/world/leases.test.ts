/** What is over or given up is for whoever takes it, and told as a question; what is held, or holds words, is its owner's. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixed, text, type UserOperation, type UserParameter } from '../../config/userConfig.ts';
import type { Argument, Step } from '../../model/attack.ts';
import type { World } from '../../model/world.ts';
import { attackOf, itemTable, targetWorld, violatedOn } from './kit.ts';

const call = (name: string, more: Readonly<Record<string, UserParameter>> = {}): UserOperation => ({
  call: `./leases.py:${name}`,
  arguments: { who: fixed('{actor}'), name: text(), ...more },
});
const at = text({ example: '1000' });
const operations: Record<string, UserOperation> = {
  lease: call('lease'),
  leaseLong: call('lease_long'),
  leaseInTransaction: call('lease_in_transaction'),
  takeLease: call('take_lease'),
  giveBack: call('give_back', { name: text({ from: 'takeLease.arguments.name' }) }),
  clearLease: call('clear_lease', { name: text({ from: 'lease.arguments.name' }) }),
  takeLong: call('take_long'),
  seize: call('seize'),
  seizeFromOthers: call('seize_from_others'),
  takeAt: call('take_at', { at }),
  write: call('write', { text: text() }),
  edit: call('edit', { name: text({ from: 'write.arguments.name' }), text: text() }),
  plan: call('plan'),
  editPlan: call('edit_plan', { version: text({ example: '1' }) }),
  trial: call('trial'),
  extendTrial: call('extend_trial', { name: text({ from: 'trial.arguments.name' }) }),
  enter: call('enter'),
  leave: call('leave', { name: text({ from: 'enter.arguments.name' }) }),
  enterAnyway: call('enter_anyway'),
  offer: call('offer'),
};
let world: World;

beforeAll(async () => {
  world = await targetWorld(operations, {
    ...{ dynamodb: { tables: [itemTable('things')] }, attacker: { powers: ['request'] } },
  });
});
afterAll(() => world.close());

/** What is violated where the attacker comes to a name of a victim's, after what the victim does with it. */
async function violated(
  taking: readonly string[],
  victims: readonly string[],
  more: Readonly<Record<string, Argument>> = {},
): Promise<string[]> {
  const name: Argument = { text: 'corner' };
  const step = (operation: string, actor: string): Step => ({
    ...{ operation, actor, arguments: actor === 'victim' ? { name } : { name, ...more } },
  });
  const steps = [...victims.map((one) => step(one, 'victim')), ...taking.map((one) => step(one, 'attacker'))];
  return violatedOn(world, attackOf(steps));
}

const writes = ['no-cross-tenant-write'];

describe('what is over', () => {
  it.each(['lease', 'leaseInTransaction', 'takeLease', 'clearLease'])(
    'is taken by %s, which is a question',
    async (taking) => {
      expect(await violated([taking], ['lease'])).toEqual(['unclear-owner']);
    },
  );

  it('is taken where a victim had it before the case', async () => {
    const name = { text: [{ known: { actor: 'victim', operation: 'lease', name: 'arguments.name' } }] };
    expect(await violated(['lease'], [], { name })).toEqual(['unclear-owner']);
    expect(await violated(['seize'], [], { name })).toEqual(writes);
  });

  it('is its taker’s then', async () => {
    expect(await violated(['takeLease', 'giveBack'], ['lease'])).toEqual(['unclear-owner']);
  });

  it('is its owner’s where nothing asks whether it is over', async () => {
    expect(await violated(['seize'], ['lease'])).toEqual(writes);
    expect(await violated(['seizeFromOthers'], ['lease'])).toEqual(writes);
  });

  it('is its owner’s where the request says what is over', async () => {
    expect(await violated(['takeAt'], ['lease'], { at: { text: '1999999999' } })).toEqual(writes);
  });

  it('is its owner’s where it holds the owner’s words, or stays the owner’s', async () => {
    expect(await violated(['edit'], ['write'], { text: { text: 'other' } })).toEqual(writes);
    expect(await violated(['extendTrial'], ['trial'])).toEqual(writes);
  });

  it('is its owner’s where one has to know what it holds', async () => {
    expect(await violated(['editPlan'], ['plan'])).toEqual(writes);
    expect(await violated(['editPlan'], ['plan'], { version: { text: '1' } })).toEqual(writes);
  });
});

describe('what is not over', () => {
  it('is not taken by who asks', async () => {
    expect(await violated(['takeLong'], ['leaseLong'])).not.toContain('no-cross-tenant-write');
    expect(await violated(['seize'], ['takeLease'])).toEqual(writes);
  });
});

describe('what was given up', () => {
  it('is for whoever takes it, which is a question', async () => {
    expect(await violated(['enter'], ['enter', 'leave'])).toEqual(['unclear-owner']);
    expect(await violated(['enter', 'leave'], ['enter', 'leave'])).toEqual(['unclear-owner']);
  });

  it('is its holder’s while it is held, and where nobody asks', async () => {
    expect(await violated(['enter'], ['enter'])).not.toContain('no-cross-tenant-write');
    expect(await violated(['enterAnyway'], ['enter'])).toEqual(writes);
    expect(await violated(['enterAnyway'], ['enter', 'leave'])).toEqual(writes);
  });

  it('is its maker’s where it was made free: `shared` says what is offered', async () => {
    expect(await violated(['enter'], ['offer'])).toEqual(writes);
  });
});
