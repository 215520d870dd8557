/** Statements in PartiQL are judged by what they touch and by what becomes part of them; bound values never are. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fixed, text, type UserOperation, type UserParameter } from '../../config/userConfig.ts';
import type { World } from '../../model/world.ts';
import { noCrossTenantDelete } from '../../properties/noCrossTenantDelete.ts';
import { noCrossTenantRead } from '../../properties/noCrossTenantRead.ts';
import { noCrossTenantWrite } from '../../properties/noCrossTenantWrite.ts';
import { noDisclosure } from '../../properties/noDisclosure.ts';
import { noExpressionInjection } from '../../properties/noExpressionInjection.ts';
import { probeAttacks } from '../probes.ts';
import { itemTable, targetWorld } from './kit.ts';

const tenant = fixed('{actor}');
const id = text({ from: 'make.response' });
const owner = text({ example: '{actor}' });
const all = (given: Readonly<Record<string, UserParameter>>, ...names: readonly string[]) =>
  names.map((name): [string, UserOperation] => [
    name,
    { call: `./statements.py:${name}`, arguments: { tenant, ...given } },
  ]);

let world: World;

beforeAll(async () => {
  const operations = Object.fromEntries([
    ...all({ id: text(), text: text() }, 'make'),
    ...all({ id }, 'read_bound', 'read_built', 'read_doubled'),
    ...all({ field: text({ example: 'body' }) }, 'ordered', 'ordered_listed'),
    ...all({ owner, id }, 'change_any', 'change_own', 'take_any', 'take_own', 'remove_any', 'remove_own'),
  ]);
  world = await targetWorld(operations, { dynamodb: { tables: [itemTable('notes')] } });
});
afterAll(() => world.close());

const properties = [
  ...[noCrossTenantRead, noCrossTenantWrite, noCrossTenantDelete, noDisclosure, noExpressionInjection],
];

async function toldBy(operation: string): Promise<string[]> {
  const told = new Set<string>();
  const alone = probeAttacks(world.knowledge, operation).filter(({ steps }) => steps.length === 1);
  for (const attack of alone.slice(0, probesMax)) {
    const observation = await world.resolveFlow(await world.run(attack));
    for (const { id: property, judge } of properties) if (judge(observation).length > 0) told.add(property);
  }
  return [...told].sort();
}

const probesMax = 80;

it('every operation reaches items', () => {
  expect(world.rehearsal.operations.filter(({ tested }) => !tested)).toEqual([]);
});

it('keys are learnt from statements', () => {
  expect(
    world.knowledge.stores.keyPatterns?.map(({ operation, attribute }) => `${operation} ${attribute}`),
  ).toContain('read_bound sk');
});

it.each([
  ['read_built', ['no-cross-tenant-read', 'no-disclosure', 'no-expression-injection']],
  ['ordered', ['no-expression-injection']],
  ['change_any', ['no-cross-tenant-write']],
  ['remove_any', ['no-cross-tenant-delete']],
  ['take_any', ['no-cross-tenant-read', 'no-disclosure']],
  ['read_bound', []],
  ['read_doubled', []],
  ['ordered_listed', []],
  ['change_own', []],
  ['remove_own', []],
  ['take_own', []],
])('%s', async (operation, told) => {
  expect(await toldBy(operation)).toEqual(told);
});
