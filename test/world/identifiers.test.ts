/** predictable-key fails on identifiers that others can guess, and holds on those that they cannot. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bytes, fixed, text, type UserOperation } from '../../config/userConfig.ts';
import type { World } from '../../model/world.ts';
import { predictableKey } from '../../properties/predictableKey.ts';
import { itemTable, targetWorld } from './kit.ts';

const tenant = fixed('{actor}');
const guessable = ['counted', 'timed', 'by_machine', 'hashed'];
const unguessable = ['random_number', 'random_uuid', 'chosen', 'signed'];
const operations: Record<string, UserOperation> = Object.fromEntries(
  [...guessable, ...unguessable].flatMap((name): [string, UserOperation][] => [
    [name, { call: `./identifiers.py:${name}`, arguments: { tenant, title: text() } }],
    [
      `read_${name}`,
      { call: './identifiers.py:read', arguments: { tenant, id: text({ from: `${name}.response.id` }) } },
    ],
  ]),
);
operations.by_content = { call: './identifiers.py:by_content', arguments: { tenant, content: bytes() } };
operations.read_by_content = {
  call: './identifiers.py:read',
  arguments: { tenant, id: text({ from: 'by_content.response.id' }) },
};
let world: World;

beforeAll(async () => {
  world = await targetWorld(operations, { dynamodb: { tables: [itemTable('notes')] } });
}, 120_000);
afterAll(() => world.close());

async function told(operation: string): Promise<readonly string[]> {
  const steps = [{ operation, actor: 'attacker', arguments: {} }];
  const observation = await world.run({ layout: [], steps, race: null });
  return predictableKey.judge(observation).map(({ unsafeSummary }) => unsafeSummary);
}

it.each(guessable)('%s ids are told', async (operation) => {
  expect(await told(operation)).toEqual([
    expect.stringMatching(`^${operation}, done as attacker, hands out response.id that others can guess: `),
  ]);
});

it.each([...unguessable, 'by_content'])('%s ids are not', async (operation) => {
  expect(await told(operation)).toEqual([]);
});
