/** Batches of several tenants' records: what one of them does to the others' is found, and nothing else of them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixed, text, type UserOperation } from '../../config/userConfig.ts';
import type { Json, Step } from '../../model/attack.ts';
import { recordsParameter } from '../../model/operation.ts';
import type { Text } from '../../model/text.ts';
import type { World } from '../../model/world.ts';
import { probeAttacks } from '../probes.ts';
import { attackOf, itemTable, targetWorld, violatedOn } from './kit.ts';

const tenant = fixed('{actor}');
const consumers = {
  together: 'together',
  upToBad: 'up_to_bad',
  each: 'each',
  eachSkipped: 'each_skipped',
  upToFailed: 'up_to_failed',
  raises: 'raises',
  counted: 'counted',
  byBaseName: 'by_base_name',
  byBaseNameOfTenant: 'by_base_name_of_tenant',
} as const;
const consumer = (name: string): UserOperation => ({
  consumer: `./batches.py:${name}`,
  table: 'assets',
  attributes: { tenant, key: text({ from: 'put.response' }) },
});
let world: World;

beforeAll(async () => {
  world = await targetWorld(
    {
      put: { call: './batches.py:put', arguments: { tenant, name: text(), content: text() } },
      ...Object.fromEntries(Object.entries(consumers).map(([name, at]) => [name, consumer(at)])),
    },
    { dynamodb: { tables: [itemTable('assets')] }, s3: { buckets: ['assets'] } },
  );
});
afterAll(() => world.close());

function consumed(operation: string, shape: Json, key: Text = '..'): Step {
  return {
    operation,
    actor: 'attacker',
    arguments: { key: { text: key }, [recordsParameter]: { json: shape } },
  };
}

const noText = (others: string): Json => ({ type: 'NULL', typed: 'key', others });

describe('a record of another type before those of others', () => {
  it.each(['together', 'upToBad'])('loses them where it ends the batch (%s)', async (operation) => {
    const attack = attackOf([consumed(operation, noText('behind'))]);
    expect(await violatedOn(world, attack)).toEqual(['independent-records']);
  });

  it.each(['each', 'eachSkipped', 'upToFailed', 'raises', 'counted', 'byBaseName'])(
    'loses none where each is handled or delivered again (%s)',
    async (operation) => {
      const attack = attackOf([consumed(operation, noText('behind'))]);
      expect(await violatedOn(world, attack)).toEqual([]);
    },
  );

  it('is found by what is tried first', async () => {
    const found = await Promise.resolve(probeAttacks(world.knowledge, 'together').slice(0, 100));
    const violated = new Set<string>();
    for (const attack of found) for (const id of await violatedOn(world, attack)) violated.add(id);
    expect(violated).toContain('independent-records');
  });
});

describe('a record behind those of others', () => {
  it.each(['together', 'upToBad'])('loses none of them (%s)', async (operation) => {
    expect(await violatedOn(world, attackOf([consumed(operation, noText('before'))]))).toEqual([]);
  });
});

describe('a record with the base name of another’s', () => {
  const name: Text[number] = { known: { actor: 'victim', operation: 'put', name: 'arguments.name' } };
  const steps = (operation: string, others: string): readonly Step[] => [
    { operation: 'put', actor: 'attacker', arguments: { name: { text: [name] } } },
    consumed(operation, { others }, ['attacker/', name]),
  ];

  it('puts its content into what is another’s', async () => {
    expect(await violatedOn(world, attackOf(steps('byBaseName', 'behind')))).toEqual(['independent-records']);
  });

  it('gets what is another’s where it comes later', async () => {
    expect(await violatedOn(world, attackOf(steps('byBaseName', 'before')))).toEqual(['no-disclosure']);
  });

  it('does neither where names are by tenant', async () => {
    expect(await violatedOn(world, attackOf(steps('byBaseNameOfTenant', 'behind')))).toEqual([]);
    expect(await violatedOn(world, attackOf(steps('byBaseNameOfTenant', 'before')))).toEqual([]);
  });
});
