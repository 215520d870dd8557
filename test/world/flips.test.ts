/** Races on what works past Python's own calls are left to chance: planted ones are met within the budget, twins never. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composeEngine } from '../../cli/compose.ts';
import { flipProbes } from '../../generators/races/flipProbes.ts';
import type { RunEvent } from '../../model/finding.ts';
import { limits } from '../../model/limits.ts';
import type { Observation } from '../../model/observation.ts';
import type { World } from '../../model/world.ts';
import { properties } from '../../properties/index.ts';
import { replay } from '../../search/replay.ts';
import { search } from '../../search/search.ts';
import { decodeAttack, encodeAttack } from '../attackJson.ts';
import { ownCommands } from '../processes.ts';
import { flipsOn, observeAll, plantedRaces, raceConfig, raceWorld } from './flipKit.ts';
import { attackOf, convicting, violatedIn } from './kit.ts';

const violated = (observation: Observation): string[] => violatedIn(observation, convicting);

let world: World;

beforeAll(async () => {
  world = await raceWorld(['request', 'own-folder', 'race']);
});
afterAll(() => world.close());

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
    const powerless = await raceWorld(['request', 'own-folder']);
    try {
      expect(flipProbes(powerless.knowledge, 'checked_by_shell')).toEqual([]);
    } finally {
      await powerless.close();
    }
  });
});

describe('a planted race', () => {
  it.each(plantedRaces)(
    'in $operation is met by chance within the budget',
    // A busy machine lets few of the tries come about.
    { retry: 2 },
    async ({ operation, violates }) => {
      const observations = await observeAll(world, flipProbes(world.knowledge, operation));
      expect(observations.flatMap(violated)).toContain(violates);
      for (const { race } of observations) {
        const { cameAbout = false, executions = 0 } = race ?? {};
        expect(cameAbout).toBe(true);
        expect(executions).toBeGreaterThan(0);
        expect(executions).toBeLessThanOrEqual(limits.flipExecutionsMax);
      }
    },
  );
});

/** A twin, and the race that the other is open to. Each twin with every race: `npm run test:long`. */
const twins = plantedRaces.flatMap((race) => race.twins.map((twin) => ({ twin, operation: race.operation })));

describe('a corrected twin', () => {
  it.each(twins)('$twin is silent, and the folder is as it was', async ({ twin, operation }) => {
    const attacks = flipsOn(world, operation, twin);
    expect(attacks).not.toEqual([]);
    const observing = observeAll(world, attacks);
    while (flippersAlive().length === 0) await sleep(20);
    const observations = await observing;
    expect(observations.flatMap(violated)).toEqual([]);
    expect(observations.every(({ race }) => race?.cameAbout === true)).toBe(true);
    const harmless = attackOf([{ operation: 'make', actor: 'attacker', arguments: {} }]);
    expect(violated(await world.run(harmless))).toEqual([]);
    expect(flippersAlive()).toEqual([]);
  });
});

describe('a search', () => {
  it('tells what was met by chance, marks it so, and says how often it tried', async () => {
    const told: RunEvent[] = [];
    const config = raceConfig(['request', 'own-folder', 'race']);
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
  const parts = await composeEngine(raceConfig(['request']), properties, () => undefined);
  const task = { property: 'no-read-outside', operation: 'read_by_shell', attack };
  expect((await replay(parts, world, task)).kind).toBe('INCONCLUSIVE');
  expect(decodeAttack(encodeAttack(attack))).toEqual(attack);
});

function flippersAlive(): string[] {
  return ownCommands().filter((command) => command.includes('flip.py'));
}
