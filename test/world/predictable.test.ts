/** Links that wait at predictable names: found by the probes on real faults, silent on their corrected twins. */
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startPythonTarget } from '../../adapters/python/pythonTarget.ts';
import { completeConfig } from '../../config/completeConfig.ts';
import { fixed, text, type UserOperation, type UserParameter } from '../../config/userConfig.ts';
import { attackArbitrary, predictableProbes, probesOf } from '../../generators/index.ts';
import type { Attack } from '../../model/attack.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import type { JailChoice } from '../../model/target.ts';
import type { World } from '../../model/world.ts';
import { startItemEngine } from '../../observers/dynamodb/engine.ts';
import { properties } from '../../properties/index.ts';
import { createWorld } from '../../world/world.ts';
import { testPython } from '../python.ts';

const call = (name: string, more: Readonly<Record<string, UserParameter>> = {}): UserOperation => ({
  call: `./shared_temp.py:${name}`,
  arguments: { ...more, name: text({ example: '{token}.txt' }) },
});
const root = fixed('{sandbox}');
const actors = { attacker: {}, victim: {} };

async function worldOf(operation: UserOperation, jail: JailChoice, several: boolean): Promise<World> {
  const file = join(packageRoot, 'test', 'targets', 'trespass.config.ts');
  const config = completeConfig({ operations: { act: operation }, ...(several ? { actors } : {}) }, file);
  const python = await testPython();
  return createWorld(config, { startTarget: startPythonTarget, startItemEngine, python, jail });
}

const judged = properties.filter(({ severity }) => severity !== 'info');

async function violated(world: World, attacks: readonly Attack[]): Promise<Map<string, Attack[]>> {
  const found = new Map<string, Attack[]>();
  for (const attack of attacks) {
    const observation = await world.run(attack);
    for (const { id, judge } of judged)
      if (judge(observation).length > 0) found.set(id, [...(found.get(id) ?? []), attack]);
  }
  return found;
}

function operationOf({ knowledge }: World) {
  const [operation] = knowledge.operations;
  if (operation === undefined) throw new Error('no operation');
  return operation;
}

interface Row {
  readonly operation: UserOperation;
  readonly jail: JailChoice;
  readonly property: string;
  /** A tenant's own folder is known only where there are none: then all of the sandbox is. */
  readonly several: boolean;
}

const faults: Record<string, Row> = {
  report: { operation: call('report'), jail: 'require', property: 'no-write-outside', several: true },
  lock: { operation: call('lock'), jail: 'off', property: 'no-write-outside', several: true },
  'lock in the jail': {
    operation: call('lock'),
    jail: 'require',
    property: 'no-write-outside',
    several: true,
  },
  cache: { operation: call('cache'), jail: 'off', property: 'no-write-outside', several: true },
  remember: { operation: call('remember'), jail: 'off', property: 'no-read-outside', several: true },
  backup: { operation: call('backup', { root }), jail: 'off', property: 'no-write-outside', several: false },
};

describe('a link at a predictable name is found by the probes', () => {
  it.each(Object.entries(faults))('%s', async (_, { operation, jail, property, several }) => {
    const world = await worldOf(operation, jail, several);
    try {
      const probes = predictableProbes(world.knowledge, operationOf(world));
      expect(probes.length).toBeLessThan(60);
      const found = await violated(world, probes);
      expect([...found.keys()]).toContain(property);
      const who = new Set(found.get(property)?.flatMap(({ steps }) => steps.map(({ actor }) => actor)));
      expect([...who].sort()).toEqual(several ? ['attacker', 'victim'] : ['attacker']);
    } finally {
      await world.close();
    }
  });
});

const twins: Record<string, Omit<Row, 'property'>> = {
  report_safely: { operation: call('report_safely'), jail: 'require', several: true },
  lock_safely: { operation: call('lock_safely'), jail: 'off', several: true },
  'lock_safely in the jail': { operation: call('lock_safely'), jail: 'require', several: true },
  cache_safely: { operation: call('cache_safely'), jail: 'off', several: true },
  remember_safely: { operation: call('remember_safely'), jail: 'off', several: true },
  publish_safely: { operation: call('publish_safely'), jail: 'off', several: true },
  made_once: { operation: call('made_once'), jail: 'off', several: true },
  backup_safely: { operation: call('backup_safely', { root }), jail: 'off', several: false },
};

describe('the corrected twin is never accused', () => {
  it.each(Object.entries(twins))('%s', async (_, { operation, jail, several }) => {
    const world = await worldOf(operation, jail, several);
    try {
      const drawn = fc.sample(attackArbitrary(world.knowledge, 'act'), { numRuns: 200, seed: 1 });
      const found = await violated(world, [...probesOf(world.knowledge, 'act'), ...drawn]);
      expect([...found]).toEqual([]);
    } finally {
      await world.close();
    }
  });
});
