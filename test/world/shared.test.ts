/** What the config says is everybody's: as it was found, and with what it holds. What is not said stays its owner's. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixed, text, type UserOperation, type UserParameter } from '../../config/userConfig.ts';
import type { SharedQuestion } from '../../model/config.ts';
import { memberOf } from '../../model/json.ts';
import type { World } from '../../model/world.ts';
import { attackOf, itemTable, targetWorld, violatedOn } from './kit.ts';

const call = (name: string, more: Readonly<Record<string, UserParameter>>): UserOperation => ({
  call: `./boards.py:${name}`,
  arguments: more,
});
const tenant = fixed('{actor}');
const root = fixed('{sandbox}');
const making = (name: string) => call(name, { tenant, id: text(), text: text() });
const onMade = (name: string, maker: string) =>
  call(name, { tenant, id: text({ from: `${maker}.response` }) });
const operations: Record<string, UserOperation> = {
  pin: making('pin'),
  keep: making('keep'),
  offer: making('offer'),
  show: onMade('show', 'keep'),
  showPinned: onMade('show_pinned', 'pin'),
  pinUp: onMade('pin_up', 'keep'),
  pinUpOwn: onMade('pin_up_own', 'keep'),
  take: onMade('take', 'offer'),
  seize: onMade('seize', 'keep'),
  post: call('post', { root, tenant, id: text(), text: text(), draft: text() }),
  readBoard: call('read', { root, folder: fixed('board'), name: text({ from: 'post.response' }) }),
  readDrawer: call('read', { root, folder: fixed('drawer'), name: text({ from: 'post.response' }) }),
};

/** Pinned notes, what is offered to the attacker, and files of the board. */
function shared(question: SharedQuestion): boolean {
  if (question.store === 'file') return question.path.startsWith('{sandbox}/board/');
  if (question.store === 'object' || question.item === null) return false;
  const { pinned = null, to = null } = question.item;
  return memberOf(pinned, 'BOOL') === true || memberOf(to, 'S') === 'attacker';
}

let world: World;

beforeAll(async () => {
  world = await targetWorld(operations, {
    ...{ dynamodb: { tables: [itemTable('notes')] }, shared, attacker: { powers: ['request'] } },
  });
});
afterAll(() => world.close());

async function violated(operation: string, maker: string, parameter = 'id'): Promise<string[]> {
  const known = { actor: 'victim', operation: maker, name: 'response' };
  const steps = [{ operation, actor: 'attacker', arguments: { [parameter]: { text: [{ known }] } } }];
  return violatedOn(world, attackOf(steps));
}

describe('an item', () => {
  it('that is everybody’s may be read and shown, and another may not', async () => {
    expect(await violated('show', 'pin')).toEqual([]);
    expect(await violated('show', 'keep')).toEqual(['no-cross-tenant-read', 'no-disclosure']);
    expect(await violated('showPinned', 'pin')).toEqual([]);
    expect(await violated('showPinned', 'keep')).toEqual([]);
  });

  it('is not everybody’s because somebody makes it so', async () => {
    expect(await violated('pinUp', 'keep')).toEqual(['no-cross-tenant-write']);
    expect(await violated('pinUpOwn', 'keep')).toEqual([]);
  });

  it('may be taken over by whom it is offered to, though it is offered to nobody then', async () => {
    expect(await violated('take', 'offer')).toEqual([]);
    expect(await violated('seize', 'offer')).toEqual([]);
    expect(await violated('take', 'keep')).toEqual([]);
    expect(await violated('seize', 'keep')).toEqual(['no-cross-tenant-write']);
  });
});

describe('a file', () => {
  it('that is everybody’s may be read and shown, and another may not', async () => {
    expect(await violated('readBoard', 'post', 'name')).toEqual([]);
    expect(await violated('readDrawer', 'post', 'name')).toEqual(['no-cross-tenant-read', 'no-disclosure']);
  });
});
