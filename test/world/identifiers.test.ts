/** predictable-key fails on identifiers that others can guess, and holds on those that they cannot. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPythonTarget } from '../../adapters/python/pythonTarget.ts';
import { completeConfig } from '../../config/completeConfig.ts';
import { fixed, text, type UserOperation } from '../../config/userConfig.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import type { World } from '../../model/world.ts';
import { startItemEngine } from '../../observers/dynamodb/engine.ts';
import { predictableKey } from '../../properties/predictableKey.ts';
import { createWorld } from '../../world/world.ts';
import { testPython } from '../python.ts';

const tenant = fixed('{actor}');
const guessable = ['counted', 'timed', 'by_machine', 'hashed'];
const unguessable = ['random_number', 'random_uuid', 'chosen', 'signed'];
const operations: Record<string, UserOperation> = Object.fromEntries(
  [...guessable, ...unguessable].flatMap((name): [string, UserOperation][] => [
    [name, { call: `./identifiers.py:${name}`, arguments: { tenant, title: text() } }],
    [
      `read_${name}`,
      { call: './identifiers.py:read', arguments: { tenant, id: text({ from: `${name}.response.id` }) } },
    ],
  ]),
);
const table = {
  TableName: 'notes',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: ['pk', 'sk'].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
};

let world: World;

beforeAll(async () => {
  const file = join(packageRoot, 'test', 'targets', 'trespass.config.ts');
  const actors = { attacker: {}, victim: {} };
  const config = completeConfig({ actors, operations, dynamodb: { tables: [table] } }, file);
  const python = await testPython();
  world = await createWorld(config, { startTarget: startPythonTarget, startItemEngine, python });
}, 120_000);
afterAll(() => world.close());

async function told(operation: string): Promise<readonly string[]> {
  const steps = [{ operation, actor: 'attacker', arguments: {} }];
  const observation = await world.run({ layout: [], steps, race: null });
  return predictableKey.judge(observation).map(({ unsafeSummary }) => unsafeSummary);
}

it.each(guessable)('%s ids are told', async (operation) => {
  expect(await told(operation)).toEqual([
    expect.stringMatching(`^${operation}, done as attacker, hands out response.id that others can guess: `),
  ]);
});

it.each(unguessable)('%s ids are not', async (operation) => {
  expect(await told(operation)).toEqual([]);
});
