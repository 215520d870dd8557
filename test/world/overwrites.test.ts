/** Who overwrites what harmless runs of several overwrite, whatever they send, is asked; what was sent for a name is a collision. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fixed, text, type UserOperation, type UserParameter } from '../../config/userConfig.ts';
import type { Argument, LayoutEntry } from '../../model/attack.ts';
import type { World } from '../../model/world.ts';
import { attackOf, targetWorld, violatedOn } from './kit.ts';

const call = (name: string, more: Readonly<Record<string, UserParameter>> = {}): UserOperation => ({
  call: `./last_used.py:${name}`,
  arguments: { root: fixed('{sandbox}'), who: fixed('{actor}'), ...more },
});
const title = text({ example: 'report' });
const operations: Record<string, UserOperation> = {
  make: call('make', { name: text() }),
  makeAtOnce: call('make_at_once', { name: text() }),
  titled: call('titled', { title, text: text() }),
  digested: call('digested', { title, text: text() }),
  put: call('put', { path: text(), text: text() }),
  again: { ...call('again'), after: ['make'] },
};
let world: World;

beforeAll(async () => {
  world = await targetWorld(operations, { actors: { attacker: {}, attacker2: {} } });
});
afterAll(() => world.close());

async function violated(
  operation: string,
  args: Readonly<Record<string, Argument>> = {},
  layout: readonly LayoutEntry[] = [],
): Promise<string[]> {
  const steps = [{ operation, actor: 'attacker', arguments: args }];
  return violatedOn(world, attackOf(steps, layout));
}

it.each(['make', 'makeAtOnce'])('%s keeps what it was last called with: a question', async (operation) => {
  expect(await violated(operation)).toEqual(['unclear-owner']);
  expect(await violated(operation, { name: { text: 'used.json' } })).toEqual(['unclear-owner']);
});

it('asks beside it whether the file is shared', () => {
  const questions = world.rehearsal.notes.filter(({ kind }) => kind === 'question');
  expect(questions.map((one) => one.text)).toContainEqual(expect.stringContaining('{sandbox}/last/'));
});

it.each(['titled', 'digested'])('%s goes by what was sent: a write across tenants', async (operation) => {
  expect(await violated(operation)).toEqual(['no-cross-tenant-write']);
});

it.each(['../used.json', '../once.json'])('another operation that is sent the name %s is', async (path) => {
  expect(await violated('put', { path: { text: path } })).toEqual(['no-cross-tenant-write']);
});

it('a link that leads to it is', async () => {
  const to = [{ place: 'sandbox' as const }, '/last/used.json'];
  const layout: LayoutEntry[] = [{ kind: 'symlink', zone: 'own', path: 'x', to }];
  expect(await violated('put', { path: { text: 'x' } }, layout)).toEqual(['no-cross-tenant-write']);
});

it('who is shown what another made last reads across tenants', async () => {
  expect(await violated('again')).toContain('no-cross-tenant-read');
});
