/** Consumers of removals and of changes, attributes of every type, and records that are given back as failed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytes, fixed, json, text, type UserOperation } from '../../config/userConfig.ts';
import type { World } from '../../model/world.ts';
import { noCrossTenantDelete } from '../../properties/noCrossTenantDelete.ts';
import { noCrossTenantWrite } from '../../properties/noCrossTenantWrite.ts';
import { probeAttacks } from '../probes.ts';
import { targetWorld } from './kit.ts';

const root = fixed('{sandbox}');
const tenant = fixed('{actor}');
const onRemoval = (name: string): UserOperation => ({
  consumer: `./changes.py:${name}`,
  table: 'papers',
  change: 'REMOVE',
  attributes: { root, tenant, path: text({ from: 'put.response' }) },
});
const onChange = (name: string): UserOperation => ({
  consumer: `./changes.py:${name}`,
  table: 'papers',
  change: 'MODIFY',
  before: { status: 'draft' },
  attributes: {
    ...{ root, tenant, status: fixed('ready'), count: fixed(1.5), data: bytes() },
    meta: json({ from: 'put.response', example: { path: '{from}', pages: 3, tags: ['a', null, true] } }),
  },
});
const onAny = (name: string): UserOperation => ({
  consumer: `./changes.py:${name}`,
  table: 'papers',
  attributes: { root },
});
let world: World;

beforeAll(async () => {
  world = await targetWorld(
    {
      put: { call: './changes.py:put', arguments: { root, tenant, name: text() } },
      ...Object.fromEntries(['removed', 'removed_own'].map((name) => [name, onRemoval(name)])),
      ...Object.fromEntries(['published', 'published_own'].map((name) => [name, onChange(name)])),
      ...Object.fromEntries(['gives_back', 'gives_none_back'].map((name) => [name, onAny(name)])),
    },
    {},
  );
});
afterAll(() => world.close());

const properties = [noCrossTenantDelete, noCrossTenantWrite];

async function violatedBy(operation: string): Promise<string[]> {
  const violated = new Set<string>();
  const requests = probeAttacks(world.knowledge, operation).filter(
    ({ layout, race }) => layout.length === 0 && race === null,
  );
  for (const attack of requests.slice(0, 120)) {
    const observation = await world.run(attack);
    for (const { id, judge } of properties)
      if (judge(observation).some((one) => one.operation === operation)) violated.add(id);
    if (violated.size > 0) break;
  }
  return [...violated];
}

it.each([
  ['removed', ['no-cross-tenant-delete']],
  ['removed_own', []],
  ['published', ['no-cross-tenant-write']],
  ['published_own', []],
])('%s, which takes one kind of change alone, violates %j', async (operation, violated) => {
  expect(world.rehearsal.operations.find(({ name }) => name === operation)).toMatchObject({
    answer: 'returned',
    tested: true,
  });
  expect(await violatedBy(operation)).toEqual(violated);
});

describe('records that are given back', () => {
  const failing = () => world.rehearsal.notes.filter(({ kind }) => kind === 'failing').map((one) => one.text);

  it('are told as failed', () => {
    expect(failing().filter((one) => one.startsWith('gives_back failed in each'))).toHaveLength(1);
    expect(failing().join()).toContain('gave back 1 of its records as failed (batchItemFailures)');
  });

  it('are not where the list is empty', () => {
    expect(failing().some((one) => one.startsWith('gives_none_back'))).toBe(false);
  });
});
