/** Examples that name a place of the arena: attacks keep it, so that they come through checks of how a value begins. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fixed, json, text, type UserOperation } from '../../config/userConfig.ts';
import type { World } from '../../model/world.ts';
import { probeAttacks } from '../probes.ts';
import { targetWorld, violatedIn } from './kit.ts';

const at = (name: string): UserOperation => ({
  call: `./files.py:${name}`,
  arguments: { root: fixed('{sandbox}'), address: text({ example: 'file://{sandbox}/{token}.txt' }) },
});
const told = (name: string): UserOperation => ({
  call: `./files.py:${name}`,
  arguments: {
    root: fixed('{sandbox}'),
    message: json({ example: { base: '{sandbox}', name: '{token}.txt' } }),
  },
});
const operations: Record<string, UserOperation> = {
  address: at('keep_at_address'),
  addressSafely: at('keep_at_address_safely'),
  message: told('keep_as_told'),
  messageSafely: told('keep_as_told_safely'),
};

let world: World;
beforeAll(async () => {
  world = await targetWorld(operations, {});
});
afterAll(() => world.close());

it.each(['address', 'message'])('%s is left by the first attacks, its twin by none', async (operation) => {
  const firstFound = async (name: string): Promise<number> => {
    for (const [index, attack] of probeAttacks(world.knowledge, name).entries()) {
      if (violatedIn(await world.run(attack)).includes('no-write-outside')) return index;
    }
    return -1;
  };
  const index = await firstFound(operation);
  expect(index).toBeGreaterThanOrEqual(0);
  expect(index).toBeLessThan(30);
  expect(await firstFound(`${operation}Safely`)).toBe(-1);
});
