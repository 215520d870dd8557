/** Endings that a target puts behind names: the moat's names carry them, so that ways out lead to something. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fixed, text, type UserOperation } from '../../config/userConfig.ts';
import type { Attack } from '../../model/attack.ts';
import type { World } from '../../model/world.ts';
import { probeAttacks } from '../probes.ts';
import { targetWorld, violatedIn } from './kit.ts';

const call = (name: string, example: string): UserOperation => ({
  call: `./files.py:${name}`,
  arguments: { root: fixed('{sandbox}'), name: text({ example }) },
});
const operations: Record<string, UserOperation> = {
  read: call('read_page', 'welcome'),
  readSafely: call('read_page_safely', 'welcome'),
  forget: call('forget_folder', 'papers'),
  forgetSafely: call('forget_folder_safely', 'papers'),
};

let world: World;
beforeAll(async () => {
  world = await targetWorld(operations, {
    sandbox: { files: { 'welcome.page': 'Welcome', 'papers/about': 'Papers' } },
  });
});
afterAll(() => world.close());

async function violated(attack: Attack): Promise<string[]> {
  return violatedIn(await world.run(attack));
}

it('learns what stands behind names', () => {
  expect([...(world.knowledge.files.endings ?? [])].sort()).toEqual(['.page', '/about']);
});

it.each([
  ['read', 'no-read-outside', '../secret.txt'],
  ['forget', 'no-delete-outside', '../vault'],
])('%s reaches what carries its ending, and its twin does not', async (operation, property, name) => {
  const attack = (asked: string): Attack => ({
    layout: [],
    steps: [{ operation: asked, actor: 'attacker', arguments: { name: { text: name } } }],
    race: null,
  });
  expect(await violated(attack(operation))).toContain(property);
  expect(await violated(attack(operation))).toContain(property);
  expect(await violated(attack(`${operation}Safely`))).toEqual([]);
});

it('is among the first attacks that are tried', async () => {
  const found = new Set<string>();
  for (const operation of Object.keys(operations))
    for (const attack of probeAttacks(world.knowledge, operation))
      for (const one of await violated(attack)) found.add(`${operation} ${one}`);
  expect(found).toContain('read no-read-outside');
  expect(found).toContain('forget no-delete-outside');
  expect([...found].filter((one) => /Safely/.test(one))).toEqual([]);
});
