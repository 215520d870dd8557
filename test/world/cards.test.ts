/** A file that says itself whose it is may be read to be refused: what depends on its content convicts. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fixed, text, type UserOperation } from '../../config/userConfig.ts';
import type { LayoutEntry } from '../../model/attack.ts';
import type { World } from '../../model/world.ts';
import { attackOf, targetWorld, violatedOn } from './kit.ts';

const given = { root: fixed('{sandbox}'), tenant: fixed('{actor}') };
const onCard = (name: string): UserOperation => ({
  call: `./cards.py:${name}`,
  arguments: { ...given, id: text({ from: 'make.response' }) },
});
const operations: Record<string, UserOperation> = {
  make: { call: './cards.py:make', arguments: { ...given, id: text(), text: text() } },
  ...Object.fromEntries(['read', 'checksum', 'every', 'copy'].map((name) => [name, onCard(name)])),
};
let world: World;

beforeAll(async () => {
  world = await targetWorld(operations, { attacker: { powers: ['request', 'shared-temp'] } });
});
afterAll(() => world.close());

async function violated(operation: string, layout: readonly LayoutEntry[] = []): Promise<string[]> {
  const known = { actor: 'victim', operation: 'make', name: 'response' };
  const steps = [{ operation, actor: 'attacker', arguments: { id: { text: [{ known }] } } }];
  return violatedOn(world, attackOf(steps, layout));
}

it('a card that is read and refused is told of by nobody', async () => {
  expect(await violated('read')).toEqual([]);
  expect(await violated('every')).toEqual([]);
});

it('what depends on a card is told, and what is copied from one', async () => {
  expect(await violated('checksum')).toEqual(['no-cross-tenant-read']);
  expect(await violated('copy')).toEqual(['no-cross-tenant-read']);
});

it('the cards are as they were afterwards', async () => {
  const steps = [{ operation: 'read', actor: 'victim', arguments: {} }];
  const { responses } = await world.run({ layout: [], steps, race: null });
  const known = world.knowledge.known.find(
    ({ actor, operation, name }) => actor === 'victim' && operation === 'make' && name === 'arguments.text',
  );
  expect(Buffer.from(responses[0]?.response.body ?? '', 'base64').toString()).toContain(known?.value);
});

it('a card that is read where something is planted is read', async () => {
  const planted: LayoutEntry = { kind: 'directory', zone: 'temp', path: 'x' };
  expect(await violated('read', [planted])).toEqual(['no-cross-tenant-read']);
});
