/** What a program reads of its own when it refuses is no trespass, whatever parts of its path an attack has in common. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fixed, text } from '../../config/userConfig.ts';
import type { Attack } from '../../model/attack.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import type { World } from '../../model/world.ts';
import { noReadOutside } from '../../properties/noReadOutside.ts';
import { probeAttacks } from '../probes.ts';
import { targetWorld } from './kit.ts';

let world: World;
beforeAll(async () => {
  const args = { root: fixed('{sandbox}'), name: text({ example: 'welcome.txt' }) };
  world = await targetWorld(
    { read: { call: './files.py:read_or_explain', arguments: args } },
    { sandbox: { files: { 'welcome.txt': 'Welcome' } } },
  );
});
afterAll(() => world.close());

const named = (name: string): Attack => ({
  layout: [],
  steps: [{ operation: 'read', actor: 'attacker', arguments: { name: { text: name } } }],
  race: null,
});

it('words that stand in the folder of the program accuse nobody', async () => {
  const parts = packageRoot.split('/').filter((part) => part.length >= 3);
  const names = [...parts, ...parts.map((part) => `../${part.slice(0, 3)}`), 'test', 'targets', 'tles.py'];
  for (const attack of [...names.map(named), ...probeAttacks(world.knowledge, 'read')])
    expect(noReadOutside.judge(await world.run(attack))).toEqual([]);
});

it('a file of the real system that was asked for by its name is told', async () => {
  expect(noReadOutside.judge(await world.run(named('titles.py')))).toHaveLength(1);
});
