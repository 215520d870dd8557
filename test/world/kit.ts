/** Worlds of the Python targets beside these tests (`test/targets`), in two tenants. */
import { join } from 'node:path';
import { startPythonTarget } from '../../adapters/python/pythonTarget.ts';
import { completeConfig } from '../../config/completeConfig.ts';
import type { UserConfig, UserOperation } from '../../config/userConfig.ts';
import { startItemEngine } from '../../engines/dynamodb/engine.ts';
import { startObjectEngine } from '../../engines/s3/engine.ts';
import type { Json } from '../../model/attack.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import type { World } from '../../model/world.ts';
import { createWorld } from '../../world/world.ts';
import { testPython } from '../python.ts';

/** A table with keys `pk` and `sk`, both strings. */
export function itemTable(TableName: string): { readonly [member: string]: Json } {
  return {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['pk', 'sk'].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
    KeySchema: keySchema('pk', 'sk'),
  };
}

export function keySchema(hash: string, range: string): Json {
  return [
    { AttributeName: hash, KeyType: 'HASH' },
    { AttributeName: range, KeyType: 'RANGE' },
  ];
}

/** A world of these operations, with what else the config says. */
export async function targetWorld(
  operations: Record<string, UserOperation>,
  more: Omit<UserConfig, 'operations'>,
): Promise<World> {
  const file = join(packageRoot, 'test', 'targets', 'trespass.config.ts');
  const config = completeConfig({ actors: { attacker: {}, victim: {} }, operations, ...more }, file);
  const python = await testPython();
  return createWorld(config, { startTarget: startPythonTarget, startItemEngine, startObjectEngine, python });
}
