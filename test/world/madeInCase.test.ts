/** What a victim makes within a case is asked about as what was there before: it is changed, or taken away, once it is made. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fixed, text, type UserOperation } from '../../config/userConfig.ts';
import type { Step } from '../../model/attack.ts';
import type { World } from '../../model/world.ts';
import { attackOf, itemTable, targetWorld, violatedOn } from './kit.ts';

const tenant = fixed('{actor}');
const making = (name: string): UserOperation => ({
  call: `./items.py:${name}`,
  arguments: { tenant, id: text(), text: text() },
});
const onMade = (name: string): UserOperation => ({
  call: `./items.py:${name}`,
  arguments: { tenant, id: text({ from: 'make.response' }) },
});
const operations: Record<string, UserOperation> = {
  make: making('make'),
  makeNext: making('make_next'),
  checksum: onMade('checksum'),
  compare: onMade('compare'),
  readAndRefuse: onMade('read_and_refuse'),
};
let world: World;

beforeAll(async () => {
  world = await targetWorld(operations, { dynamodb: { tables: [itemTable('notes')] } });
});
afterAll(() => world.close());

async function violated(first: string, second: string): Promise<string[]> {
  const step = (operation: string, actor: string): Step => ({
    ...{ operation, actor, arguments: { id: { text: 'minutes' } } },
  });
  const steps = [step(first, 'victim'), step(second, 'attacker')];
  return violatedOn(world, attackOf(steps));
}

it('a name that is taken is told as taken, whatever is under it', async () => {
  expect(await violated('makeNext', 'makeNext')).toEqual(['no-existence-leak']);
});

it('what a condition compares with is told by its failing', async () => {
  expect(await violated('make', 'compare')).toEqual(['noninterference']);
});

it('what depends on what was made is told, and a refusal does not depend on it', async () => {
  expect(await violated('make', 'checksum')).toEqual(['no-cross-tenant-read']);
  expect(await violated('make', 'readAndRefuse')).toEqual([]);
});
