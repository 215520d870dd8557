/** What one step does beyond the bounds of what is looked at is told by its case. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fixed, text, type UserOperation, type UserParameter } from '../../config/userConfig.ts';
import type { Attack } from '../../model/attack.ts';
import type { World } from '../../model/world.ts';
import { countCutShort } from '../../search/cutShort.ts';
import { itemTable, targetWorld } from './kit.ts';

const tenant = fixed('{actor}');
const call = (name: string, more: Readonly<Record<string, UserParameter>> = {}): UserOperation => ({
  call: `./many.py:${name}`,
  arguments: { tenant, ...more },
});
const id = text({ from: 'keep.arguments.id' });

let world: World;
beforeAll(async () => {
  const operations = {
    keep: call('keep', { id: text(), count: fixed('21') }),
    readMany: call('read', { id, count: fixed('101') }),
    readFew: call('read', { id, count: fixed('3') }),
    mine: call('mine'),
  };
  world = await targetWorld(operations, { dynamodb: { tables: [itemTable('papers')] } });
}, 180_000);
afterAll(() => world.close());

async function toldOf(operation: string): Promise<string[]> {
  const attack: Attack = {
    ...{ layout: [], race: null },
    steps: [{ operation, actor: 'attacker', arguments: {} }],
  };
  const cutShort = countCutShort();
  cutShort.count(attack, await world.run(attack));
  return cutShort.notes().map(({ text: told }) => told);
}

it.each([
  ['readMany', 'readMany made more than 100 requests to DynamoDB in a step'],
  ['mine', 'mine asked about more than 20 things of others in a step'],
])('%s is told', async (operation, told) => {
  expect(await toldOf(operation)).toEqual([expect.stringContaining(told)]);
});

it.each(['readFew', 'keep'])('%s keeps to them', async (operation) => {
  expect(await toldOf(operation)).toEqual([]);
});
