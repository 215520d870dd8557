/** Who adds to a counter that names nobody is asked; what names somebody, was given to somebody or is set is its owner's. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fixed, text, type UserOperation, type UserParameter } from '../../config/userConfig.ts';
import type { Argument } from '../../model/attack.ts';
import type { World } from '../../model/world.ts';
import { isTokenInKey } from '../../world/questions/counters.ts';
import { attackOf, itemTable, targetWorld, violatedOn } from './kit.ts';

const call = (name: string, more: Readonly<Record<string, UserParameter>> = {}): UserOperation => ({
  call: `./counters.py:${name}`,
  arguments: { who: fixed('{actor}'), ...more },
});
const page = text();
const account = text({ from: 'openAccount.response' });
const operations: Record<string, UserOperation> = {
  hit: call('hit', { page }),
  hitToday: call('hit_today', { page }),
  limit: call('limit', { page }),
  reset: call('reset', { page }),
  put: call('put', { page }),
  hitPage: call('hit_page', { page }),
  hitSigned: call('hit_signed', { page }),
  openAccount: call('open_account'),
  openCredit: call('open_credit'),
  charge: call('charge', { account }),
  pay: call('pay', { page, amount: text({ example: '7' }) }),
};
let world: World;

beforeAll(async () => {
  world = await targetWorld(operations, {
    ...{ dynamodb: { tables: [itemTable('things')] }, attacker: { powers: ['request'] } },
  });
});
afterAll(() => world.close());

/** What is violated where the attacker sends what a victim's harmless run of an operation sent or was answered. */
async function violated(operation: string, of: string, argument: string, name: string): Promise<string[]> {
  const sent: Argument = { text: [{ known: { actor: 'victim', operation: of, name } }] };
  const steps = [{ operation, actor: 'attacker', arguments: { [argument]: sent } }];
  return violatedOn(world, attackOf(steps));
}

const onPage = (operation: string, of: string): Promise<string[]> =>
  violated(operation, of, 'page', 'arguments.page');
const writes = ['no-cross-tenant-write'];

it.each(['hit', 'hitToday', 'limit'])(
  '%s adds to a counter that names nobody: a question',
  async (operation) => {
    expect(await onPage(operation, operation)).toEqual(['unclear-owner']);
  },
);

it.each(['reset', 'put', 'pay'])('%s does more than to add one', async (operation) => {
  expect(await onPage(operation, 'hit')).toEqual(writes);
});

it('a counter is its owner’s where its key or anything in it names the owner', async () => {
  expect(await onPage('hitPage', 'hitPage')).toEqual(writes);
  expect(await onPage('hitSigned', 'hitSigned')).toEqual(writes);
});

it('a number is its owner’s where it is named by what the owner was given', async () => {
  expect(await violated('charge', 'openAccount', 'account', 'response')).toEqual(writes);
  expect(await violated('charge', 'openCredit', 'account', 'response')).toEqual(writes);
});

it.each([
  ...['hits', 'article-2024', '7', '2026-11-30', '20261130', '2026-11-30T10', '202611301015'],
  ...['10.0.0.1', '2026-11', String(Date.now()), String(Math.floor(Date.now() / 60_000))],
])('%s may be guessed', (word) => {
  expect(isTokenInKey(word)).toBe(false);
});

it.each(['f47ac10b-58cc-4372-a567-0e02b2c3d479', 'V1StGXR8Z5', '4929123456789012', 'x-9f86d081884c7d65'])(
  '%s may not be guessed',
  (word) => {
    expect(isTokenInKey(word)).toBe(true);
  },
);
