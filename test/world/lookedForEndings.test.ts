/** Names that are only looked for, with an ending behind that this operation or another one puts there. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixed, text, type UserOperation } from '../../config/userConfig.ts';
import type { World } from '../../model/world.ts';
import { properties } from '../../properties/index.ts';
import { probeAttacks } from '../probes.ts';
import { targetWorld } from './kit.ts';

const folder = fixed('{sandbox}/{actor}');
const keeping = (name: string, example = '{token}'): UserOperation => ({
  call: `./lookups.py:${name}`,
  arguments: { folder, name: text({ example }) },
});
const looking = (name: string, source: string): UserOperation => ({
  call: `./lookups.py:${name}`,
  arguments: { folder, name: text({ from: `${source}.arguments.name` }) },
});
const operations: Record<string, UserOperation> = {
  keep_part: keeping('keep_part'),
  keep_new_part: keeping('keep_part', '{token}-new'),
  has_part: looking('has_part', 'keep_part'),
  has_part_of_new: looking('has_part_of_new', 'keep_new_part'),
  has_part_below: looking('has_part_below', 'keep_part'),
  keep_sheet: keeping('keep_sheet'),
  has_sheet: looking('has_sheet', 'keep_sheet'),
  has_sheet_below: looking('has_sheet_below', 'keep_sheet'),
  keep_card: keeping('keep_card'),
  has_card: looking('has_card', 'keep_card'),
  has_card_below: looking('has_card_below', 'keep_card'),
};
let world: World;

beforeAll(async () => {
  world = await targetWorld(operations, { attacker: { powers: ['request'] } });
});
afterAll(() => world.close());

async function violated(operation: string): Promise<string[]> {
  const told = new Set<string>();
  for (const attack of probeAttacks(world.knowledge, operation)) {
    const observation = await world.resolveFlow(await world.run(attack));
    for (const { id, judge } of properties)
      if (judge(observation).some((one) => one.operation === operation)) told.add(id);
  }
  return [...told];
}

describe('an answer that depends on a file with an ending', () => {
  it('has its ending learnt from who looks for it and from who writes it', () => {
    expect([...(world.knowledge.files.endings ?? [])].sort()).toEqual([
      '.d/info.json',
      '.part1',
      '/card_info',
    ]);
  });

  it.each(['has_part', 'has_part_of_new', 'has_sheet', 'has_card'])(
    'of %s is told',
    async (operation) => {
      expect(await violated(operation)).toEqual(['no-existence-leak']);
    },
    60_000,
  );

  it.each(['has_part_below', 'has_sheet_below', 'has_card_below', 'keep_part', 'keep_sheet', 'keep_card'])(
    'of %s, which keeps to its folder, is not',
    async (operation) => {
      expect(await violated(operation)).toEqual([]);
    },
    60_000,
  );

  it('counts as tested by its looks', () => {
    expect(world.rehearsal.operations.filter(({ tested }) => !tested).map(({ name }) => name)).toEqual([
      'has_part_of_new',
    ]);
  });
});
