/** Answers that differ from run to run by themselves accuse nobody, and what others' items change in them is found all the same. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixed, text, type UserOperation } from '../../config/userConfig.ts';
import type { World } from '../../model/world.ts';
import { attackOf, itemTable, targetWorld, violatedIn, violatedOn } from './kit.ts';

const tenant = fixed('{actor}');
const safe = ['feed', 'by_new_ids', 'with_clock', 'with_tip', 'in_own_order', 'count'] as const;
const flawed = ['feed_with_sum', 'by_new_ids_with_sum', 'with_clock_and_sum', 'in_order_of_others'] as const;
const operations: Record<string, UserOperation> = {
  make: { call: './unsteady.py:make', arguments: { tenant, id: text(), text: text() } },
  ...Object.fromEntries(
    [...safe, ...flawed].map((name): [string, UserOperation] => [
      name,
      { call: `./unsteady.py:${name}`, arguments: { tenant, id: text({ from: 'make.response' }) } },
    ]),
  ),
};
let world: World;

beforeAll(async () => {
  world = await targetWorld(operations, {
    ...{ dynamodb: { tables: [itemTable('notes')] }, attacker: { powers: ['request'] } },
  });
});
afterAll(() => world.close());

async function violated(operation: string): Promise<string[]> {
  const steps = [{ operation, actor: 'attacker', arguments: {} }];
  return violatedOn(world, attackOf(steps));
}

const asks = 24;

describe.each(safe)('%s', (operation) => {
  it(`tells nothing of others, asked ${asks} times`, async () => {
    for (let asked = 0; asked < asks; asked += 1) expect(await violated(operation)).toEqual([]);
  });
});

describe('a victim that reads all first', () => {
  it('does not make what the attacker is told of its own depend on others', async () => {
    const steps = ['victim', 'attacker'].map((actor) => ({ operation: 'count', actor, arguments: {} }));
    const observation = await world.resolveFlow(await world.run({ layout: [], steps, race: null }));
    expect(observation.accesses.some(({ flow, actor }) => flow === 'none' && actor === 'attacker')).toBe(
      true,
    );
    expect(violatedIn(observation)).toEqual([]);
  });
});

describe.each(flawed)('%s', (operation) => {
  it('depends on what others have', async () => {
    expect(await violated(operation)).toEqual(['no-cross-tenant-read']);
  });
});
