/** Worlds of the Python targets beside these tests (`test/targets`), attacks on them and what those violate. */
import { join } from 'node:path';
import { startPythonTarget } from '../../adapters/python/pythonTarget.ts';
import { completeConfig } from '../../config/completeConfig.ts';
import { checkConfig } from '../../config/schema.ts';
import type { UserConfig, UserOperation } from '../../config/userConfig.ts';
import { startItemEngine } from '../../engines/dynamodb/engine.ts';
import { startObjectEngine } from '../../engines/s3/engine.ts';
import type { Attack, Json, LayoutEntry, Step } from '../../model/attack.ts';
import type { Config } from '../../model/config.ts';
import type { Property } from '../../model/finding.ts';
import type { Observation } from '../../model/observation.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import type { World, WorldWish } from '../../model/world.ts';
import { properties } from '../../properties/index.ts';
import { createWorld, type WorldMakers } from '../../world/world.ts';
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

/** A config whose functions lie beside these tests (`./files.py:save`); without actors there is one alone. */
export function targetConfig(user: UserConfig): Config {
  return completeConfig(user, join(packageRoot, 'test', 'targets', 'trespass.config.ts'));
}

/** A config as it would be read from that folder. Throws what a user is told. */
export function configIn(folder: string, user: unknown): Config {
  return completeConfig(checkConfig(user, 'c.ts'), join(folder, 'c.ts'));
}

/** A world of a config, its parts real unless others are given. */
export async function worldOf(
  config: Config,
  makers: Partial<WorldMakers> = {},
  wish: WorldWish = {},
): Promise<World> {
  const python = await testPython();
  const real = { startTarget: startPythonTarget, startItemEngine, startObjectEngine, python };
  return createWorld(config, { ...real, ...makers }, wish);
}

/** A world of these operations in two tenants, with what else the config says. */
export function targetWorld(
  operations: Record<string, UserOperation>,
  more: Omit<UserConfig, 'operations'>,
): Promise<World> {
  return worldOf(targetConfig({ actors: { attacker: {}, victim: {} }, operations, ...more }));
}

/** A case of these steps alone. */
export function attackOf(steps: readonly Step[], layout: readonly LayoutEntry[] = []): Attack {
  return { layout, steps, race: null };
}

/** Properties that convict; the others only inform. */
export const convicting: readonly Property[] = properties.filter(({ severity }) => severity !== 'info');

/** Ids of the properties that what was observed violates. */
export function violatedIn(observation: Observation, judging: readonly Property[] = properties): string[] {
  return judging.filter(({ judge }) => judge(observation).length > 0).map(({ id }) => id);
}

/** The same of an attack, when what only a repetition can tell was asked. */
export async function violatedOn(
  world: World,
  attack: Attack,
  judging: readonly Property[] = properties,
): Promise<string[]> {
  return violatedIn(await world.resolveFlow(await world.run(attack)), judging);
}
