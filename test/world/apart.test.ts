/** A temporary folder that is a file system of its own: what is copied where a rename fails follows planted links. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fixed, text, type UserOperation } from '../../config/userConfig.ts';
import type { Violation } from '../../model/finding.ts';
import type { World } from '../../model/world.ts';
import { noWriteOutside } from '../../properties/noWriteOutside.ts';
import { probeAttacks } from '../probes.ts';
import { targetWorld } from './kit.ts';

const moving = (name: string): UserOperation => ({
  call: `./moved.py:${name}`,
  arguments: { root: fixed('{sandbox}'), name: text({ example: '{token}.txt' }) },
});

const names = ['move', 'move_beside', 'rename', 'write_beside'] as const;
let world: World;

beforeAll(async () => {
  world = await targetWorld(Object.fromEntries(names.map((name) => [name, moving(name)])), {
    actors: { attacker: {} },
    sandbox: { files: { 'notes/kept.txt': 'Kept' } },
    attacker: { powers: ['request', 'own-folder'] },
  });
});
afterAll(() => world.close());

async function violationsOf(operation: string): Promise<readonly Violation[]> {
  const violations: Violation[] = [];
  for (const attack of probeAttacks(world.knowledge, operation))
    violations.push(...noWriteOutside.judge(await world.run(attack)));
  return violations;
}

it('a copy onto a planted link is found, and said to need another file system', async () => {
  const [first] = await violationsOf('move');
  expect(first?.unsafeSummary).toMatch(/where the temporary folder is a file system of its own$/);
});

it.each(['move_beside', 'rename', 'write_beside'])('%s is never accused', async (operation) => {
  expect(await violationsOf(operation)).toEqual([]);
});

it('what can do without a rename across is learnt, and nothing else', () => {
  const notes = world.rehearsal.notes.map((note) => note.text);
  expect(notes.filter((note) => note.includes('a file system of its own'))).toEqual([
    expect.stringMatching(/^move, move_beside: /),
  ]);
});
