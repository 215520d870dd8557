/** Where values stand in paths is learnt, so that the first ways that are tried lead to the victim's file and outside. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixed, text, type UserOperation } from '../../config/userConfig.ts';
import type { World } from '../../model/world.ts';
import { noCrossTenantRead } from '../../properties/noCrossTenantRead.ts';
import { noReadOutside } from '../../properties/noReadOutside.ts';
import { probeAttacks } from '../probes.ts';
import { targetWorld } from './kit.ts';

const given = { root: fixed('{sandbox}'), tenant: fixed('{actor}') };
const reading = (name: string): UserOperation => ({
  call: `./deep.py:${name}`,
  arguments: { ...given, name: text({ from: 'save.response' }) },
});
const operations: Record<string, UserOperation> = {
  save: { call: './deep.py:save', arguments: { ...given, name: text(), text: text() } },
  read: reading('read'),
  readSafely: reading('read_safely'),
  readStripped: reading('read_stripped'),
  readStrippedSafely: reading('read_stripped_safely'),
  remember: reading('remember'),
  latest: { call: './deep.py:latest', arguments: given },
  latestSafely: { call: './deep.py:latest_safely', arguments: given },
};

let world: World;

beforeAll(async () => {
  world = await targetWorld(operations, { attacker: { powers: ['request'] } });
});
afterAll(() => world.close());

/** How many probes it takes until each property is violated; none for never. */
async function foundAfter(operation: string, most: number): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const [index, attack] of probeAttacks(world.knowledge, operation).slice(0, most).entries()) {
    const observation = await world.run(attack);
    for (const { id, judge } of [noCrossTenantRead, noReadOutside])
      if (judge(observation).some((one) => one.operation === operation)) found[id] ??= index;
  }
  return found;
}

describe('where a value stands', () => {
  it('is learnt of what a step is sent, and of what a later one comes upon', () => {
    const folder = ['teams', 'attacker', 'papers', 'notes'];
    for (const [operation, parameter] of [
      ['read', 'name'],
      ['remember', 'name'],
    ])
      expect(world.knowledge.files.bases).toContainEqual(
        expect.objectContaining({ operation, parameter, folder, joined: false }),
      );
  });

  it('leads to the victim’s file and out of the sandbox by the first probes', async () => {
    const found = await foundAfter('read', 6);
    expect(Object.keys(found).sort()).toEqual(['no-cross-tenant-read', 'no-read-outside']);
  });

  it('leads there through what was stored', async () => {
    expect(await foundAfter('latest', 12)).toHaveProperty('no-cross-tenant-read');
  });

  it('tells how far disguised ways have to go', async () => {
    expect(await foundAfter('readStripped', 60)).toHaveProperty('no-read-outside');
  });

  it('accuses nobody who looks where the path leads', async () => {
    for (const operation of ['save', 'readSafely', 'readStrippedSafely', 'latestSafely'])
      expect(await foundAfter(operation, 80)).toEqual({});
  });
});
