/** Races on what works past Python's own calls are left to chance: planted ones are met within the budget, twins never. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPythonTarget } from '../../adapters/python/pythonTarget.ts';
import { arenaPrefix } from '../../arena/mark.ts';
import { composeEngine } from '../../cli/compose.ts';
import { completeConfig } from '../../config/completeConfig.ts';
import { fixed, text, type UserOperation } from '../../config/userConfig.ts';
import { startItemEngine } from '../../engines/dynamodb/engine.ts';
import { flipProbes } from '../../generators/races/flipProbes.ts';
import type { Attack, Power } from '../../model/attack.ts';
import type { Config } from '../../model/config.ts';
import type { RunEvent } from '../../model/finding.ts';
import { limits } from '../../model/limits.ts';
import type { Observation } from '../../model/observation.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import type { World } from '../../model/world.ts';
import { properties } from '../../properties/index.ts';
import { replay } from '../../search/replay.ts';
import { search } from '../../search/search.ts';
import { createWorld } from '../../world/world.ts';
import { decodeAttack, encodeAttack } from '../attackJson.ts';
import { testPython } from '../python.ts';

const planted: readonly (readonly [python: string, violates: string])[] = [
  ['checked_by_shell', 'no-read-outside'],
  ['checked_by_library', 'no-write-outside'],
  ['folder_checked_by_shell', 'no-write-outside'],
];
const twins: readonly string[] = ['read_by_shell', 'written_by_library', 'walk_then_read', 'walk_then_write'];
/** Its journals come and go past the hook, but not past what the hook knows of databases. */
const database = 'kept_in_database';

let world: World;

beforeAll(async () => {
  world = await worldOf(['request', 'own-folder', 'race']);
});
afterAll(() => world.close());

async function worldOf(powers: readonly Power[]): Promise<World> {
  const parts = { startTarget: startPythonTarget, startItemEngine, python: await testPython() };
  return createWorld(configOf(powers), parts);
}

function configOf(powers: readonly Power[]): Config {
  const root = fixed('{sandbox}');
  const of = (python: string, name = text({ from: 'make.response' })): [string, UserOperation] => [
    python,
    { call: `./races.py:${python}`, arguments: { root, name } },
  ];
  const others = [...planted.map(([python]) => python), ...twins, database].map((python) => of(python));
  const operations = Object.fromEntries([of('make', text({ example: '{token}.txt' })), ...others]);
  const file = join(packageRoot, 'test', 'targets', 'trespass.config.ts');
  return completeConfig({ operations, attacker: { powers } }, file);
}

function violated(observation: Observation): string[] {
  return properties
    .filter(({ severity, judge }) => severity !== 'info' && judge(observation).length > 0)
    .map(({ id }) => id);
}

async function foundBy(attacks: readonly Attack[]): Promise<Observation[]> {
  const all: Observation[] = [];
  for (const attack of attacks) all.push(await world.run(attack));
  return all;
}

describe('a place that a step uses past Python’s own calls', () => {
  it('is learnt, and no other', () => {
    const { unhooked } = world.knowledge.races;
    expect(Object.keys(unhooked).sort()).toEqual([
      'checked_by_library',
      'checked_by_shell',
      'folder_checked_by_shell',
      'read_by_shell',
      'written_by_library',
    ]);
    for (const places of Object.values(unhooked))
      expect(places.map(({ path }) => path.split('/')[0])).toEqual(['box']);
  });

  it('is left alone without the power', async () => {
    const powerless = await worldOf(['request', 'own-folder']);
    try {
      expect(flipProbes(powerless.knowledge, 'checked_by_shell')).toEqual([]);
    } finally {
      await powerless.close();
    }
  });
});

describe('a planted race', () => {
  it.each(planted)('in %s is met by chance within the budget', async (python, violates) => {
    const observations = await foundBy(flipProbes(world.knowledge, python));
    expect(observations.flatMap(violated)).toContain(violates);
    for (const { race } of observations) {
      const { cameAbout = false, executions = 0 } = race ?? {};
      expect(cameAbout).toBe(true);
      expect(executions).toBeGreaterThan(0);
      expect(executions).toBeLessThanOrEqual(limits.flipExecutionsMax);
    }
  });
});

describe('a corrected twin', () => {
  it.each(twins)('%s is silent, and the folder is as it was', async (python) => {
    const probes = planted.flatMap(([one]) =>
      flipProbes(world.knowledge, one).map((attack) => ({
        ...attack,
        steps: attack.steps.map((step) => ({ ...step, operation: python })),
      })),
    );
    expect(probes.length).toBeGreaterThan(2);
    const observations = await foundBy(probes);
    expect(observations.flatMap(violated)).toEqual([]);
    expect(observations.every(({ race }) => race?.cameAbout === true)).toBe(true);
    const harmless = {
      layout: [],
      steps: [{ operation: 'make', actor: 'attacker', arguments: {} }],
      race: null,
    };
    expect(violated(await world.run(harmless))).toEqual([]);
    expect(flippersAlive()).toEqual([]);
  });
});

describe('a search', () => {
  it('tells what was met by chance, marks it so, and says how often it tried', async () => {
    const told: RunEvent[] = [];
    const config = configOf(['request', 'own-folder', 'race']);
    const parts = await composeEngine(config, properties, (event) => told.push(event));
    const corpus = [
      ...flipProbes(world.knowledge, 'checked_by_shell'),
      ...flipProbes(world.knowledge, 'read_by_shell'),
    ];
    const options = { seed: 1, runs: 0, timeMs: null, workers: 1, operations: [], corpus };
    const { findings } = await search(parts, { ...options, signal: new AbortController().signal });
    const read = findings.filter(({ property }) => property === 'no-read-outside');
    expect(read.map(({ operation, confirmed, power }) => [operation, confirmed, power])).toEqual([
      ['checked_by_shell', 'flaky', 'race'],
    ]);
    const notes = told.flatMap((event) => (event.type === 'finished' ? event.notes : []));
    expect(notes.filter(({ text: line }) => line.includes('a silence proves nothing'))).toHaveLength(2);
  });
});

it('a silence of chance is no proof that a finding is fixed', async () => {
  const [attack] = flipProbes(world.knowledge, 'read_by_shell');
  if (attack === undefined) throw new Error('nothing to flip');
  const parts = await composeEngine(configOf(['request']), properties, () => undefined);
  const task = { property: 'no-read-outside', operation: 'read_by_shell', attack };
  expect((await replay(parts, world, task)).kind).toBe('INCONCLUSIVE');
  expect(decodeAttack(encodeAttack(attack))).toEqual(attack);
});

/** Processes that still flip in arenas of these tests. */
function flippersAlive(): string[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && isFlipper(name));
}

function isFlipper(id: string): boolean {
  try {
    const words = readFileSync(`/proc/${id}/cmdline`, 'utf8');
    return words.includes('flip.py') && words.includes(`${arenaPrefix}-${process.pid}-`);
  } catch {
    return false;
  }
}
