/** Rehearsal learns how keys are made, and collisions are solved for: two ways to one key are found, injective keys are not. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixed, text, type UserOperation } from '../../config/userConfig.ts';
import type { Property } from '../../model/finding.ts';
import { keyPatternRegex, keyPatternText } from '../../model/keyPattern.ts';
import type { World } from '../../model/world.ts';
import { noCrossTenantRead } from '../../properties/noCrossTenantRead.ts';
import { noKeyCollision } from '../../properties/noKeyCollision.ts';
import { probeAttacks } from '../probes.ts';
import { itemTable, targetWorld } from './kit.ts';

const tenant = fixed('{actor}');
const saving = (kind: string, name = '{token}'): UserOperation => ({
  call: `./collisions.py:save_${kind}`,
  arguments: { tenant, folder: text(), name: text({ example: name }), text: text() },
});
const reading = (kind: string): UserOperation => ({
  call: `./collisions.py:read_${kind}`,
  arguments: {
    tenant,
    folder: text({ from: `save_${kind}.arguments.folder` }),
    name: text({ from: `save_${kind}.arguments.name` }),
  },
});
const listing = (name: string): UserOperation => ({
  call: `./collisions.py:${name}`,
  arguments: { tenant, folder: text({ from: 'save_listed.arguments.folder' }) },
});
const both = (kind: string, name?: string): Record<string, UserOperation> => ({
  [`save_${kind}`]: saving(kind, name),
  [`read_${kind}`]: reading(kind),
});
const operations: Record<string, UserOperation> = {
  ...both('joined'),
  ...both('marked', 'draft#{token}'),
  ...both('folded'),
  ...both('exact', 'draft", "{token}'),
  ...both('owned', 'draft#{token}'),
  ...both('hashed'),
  save_topic: {
    call: './collisions.py:save_topic',
    arguments: { tenant, folder: text(), topic: text(), name: text(), text: text() },
  },
  read_topic: reading('topic'),
  save_listed: saving('listed'),
  list_folder: listing('list_folder'),
  list_whole: listing('list_whole'),
};
let world: World;

beforeAll(async () => {
  world = await targetWorld(operations, { dynamodb: { tables: [itemTable('papers')] } });
}, 120_000);
afterAll(() => world.close());

const patterns: readonly [operation: string, pattern: string, regex: string][] = [
  ['save_joined', 'papers.pk = {folder}{name}', '^.+.+$'],
  ['read_marked', 'papers.pk = m#{folder}#{name}', '^m#[^#]+#.+$'],
  ['save_topic', 'papers.pk = t:{folder}:{topic}:{name}', '^t:[^:]+:[^:]+:.+$'],
  ['read_owned', 'papers.pk = {tenant}#{folder}#{name}', '^[^#]+#[^#]+#.+$'],
  ['save_hashed', 'papers.pk = {folder sha256}-{folder upper}{name hex}', '^[^\\-]+\\-.+.+$'],
  ['save_listed', 'papers.sk = {folder}/{name}', '^[^\\/]+\\/.+$'],
  ['list_folder', 'papers.sk begins with {folder}', '^.+'],
  ['list_whole', 'papers.sk begins with {folder}/', '^[^\\/]+\\/'],
];

describe('rehearsal', () => {
  it.each(patterns)('of %s learns %s', (operation, pattern, regex) => {
    const learnt = world.knowledge.stores.keyPatterns?.filter((one) => one.operation === operation) ?? [];
    expect(learnt.map(keyPatternText)).toContain(pattern);
    expect(learnt.map(keyPatternRegex)).toContain(regex);
    expect(learnt.every(({ actors }) => actors === 2)).toBe(true);
  });
});

/** Probes within which a collision is found. */
const casesMax = 50;

async function isFound(operation: string, property: Property = noCrossTenantRead): Promise<boolean> {
  for (const attack of probeAttacks(world.knowledge, operation).slice(0, casesMax)) {
    const observation = await world.resolveFlow(await world.run(attack));
    if (property.judge(observation).length > 0) return true;
  }
  return false;
}

describe('the first probes', () => {
  it.each(['read_joined', 'read_marked', 'read_topic', 'read_folded', 'list_folder'])(
    'of %s come to another’s key on another way',
    async (operation) => {
      expect(await isFound(operation)).toBe(true);
    },
    60_000,
  );

  it.each(['read_exact', 'read_owned', 'read_hashed', 'list_whole'])(
    'of %s, whose keys are apart, come to nothing',
    async (operation) => {
      expect(await isFound(operation)).toBe(false);
    },
    60_000,
  );

  it.each(['save_joined', 'save_marked', 'save_topic', 'save_folded', 'save_owned'])(
    'of %s name two things by one key',
    async (operation) => {
      expect(await isFound(operation, noKeyCollision)).toBe(true);
    },
    60_000,
  );

  // A slash between two parts makes a path of them, which may be split anywhere.
  it.each(['save_exact', 'save_hashed', 'save_listed'])(
    'of %s, whose keys are apart or paths, are not accused',
    async (operation) => {
      expect(await isFound(operation, noKeyCollision)).toBe(false);
    },
    60_000,
  );
});
