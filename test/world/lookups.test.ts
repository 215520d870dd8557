/** Names behind slashes of which a check takes fewer away than the use: found by the probes, silent where the path is looked at. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fixed, text, type UserOperation } from '../../config/userConfig.ts';
import type { World } from '../../model/world.ts';
import { noReadOutside } from '../../properties/noReadOutside.ts';
import { probeAttacks } from '../probes.ts';
import { targetWorld } from './kit.ts';

const looking = (name: string): UserOperation => ({
  call: `./lookups.py:${name}`,
  arguments: { folder: fixed('{sandbox}/pages'), name: text({ example: 'home.html' }) },
});

let world: World;

beforeAll(async () => {
  world = await targetWorld(
    { loose: looking('loose'), strict: looking('strict') },
    { sandbox: { files: { 'pages/home.html': 'Welcome' } }, attacker: { powers: ['request'] } },
  );
});
afterAll(() => world.close());

async function isFound(operation: string): Promise<boolean> {
  for (const attack of probeAttacks(world.knowledge, operation))
    if (noReadOutside.judge(await world.run(attack)).length > 0) return true;
  return false;
}

it('what is looked at otherwise than used leads out', async () => {
  expect(await isFound('loose')).toBe(true);
});

it('what is looked at as it is used does not', async () => {
  expect(await isFound('strict')).toBe(false);
});
