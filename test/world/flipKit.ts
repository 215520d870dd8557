/** Operations that work past Python's own calls, so that races on them are left to chance, and attacks on them. */
import { fixed, text, type UserOperation } from '../../config/userConfig.ts';
import { flipProbes } from '../../generators/races/flipProbes.ts';
import type { Attack, Power } from '../../model/attack.ts';
import type { Config } from '../../model/config.ts';
import type { Observation } from '../../model/observation.ts';
import type { World } from '../../model/world.ts';
import { targetConfig, worldOf } from './kit.ts';

interface PlantedRace {
  readonly operation: string;
  readonly violates: string;
  /** Does the same by handles that it holds. */
  readonly twins: readonly string[];
}

export const plantedRaces: readonly PlantedRace[] = [
  {
    operation: 'checked_by_shell',
    violates: 'no-read-outside',
    twins: ['read_by_shell', 'walk_then_read'],
  },
  { operation: 'checked_by_library', violates: 'no-write-outside', twins: ['written_by_library'] },
  { operation: 'folder_checked_by_shell', violates: 'no-write-outside', twins: ['walk_then_write'] },
];
/** Its journals come and go past the hook, but not past what the hook knows of databases. */
const database = 'kept_in_database';

export function raceWorld(powers: readonly Power[]): Promise<World> {
  return worldOf(raceConfig(powers));
}

export function raceConfig(powers: readonly Power[]): Config {
  const root = fixed('{sandbox}');
  const of = (python: string, name = text({ from: 'make.response' })): [string, UserOperation] => [
    python,
    { call: `./races.py:${python}`, arguments: { root, name } },
  ];
  const others = [...plantedRaces.flatMap(({ operation, twins }) => [operation, ...twins]), database];
  const operations = Object.fromEntries([
    of('make', text({ example: '{token}.txt' })),
    ...others.map((python) => of(python)),
  ]);
  return targetConfig({ operations, attacker: { powers } });
}

/** The attacks on an operation, done to another one. */
export function flipsOn({ knowledge }: World, operation: string, aimedAt: string): readonly Attack[] {
  return flipProbes(knowledge, operation).map((attack) => ({
    ...attack,
    steps: attack.steps.map((step) => ({ ...step, operation: aimedAt })),
  }));
}

export async function observeAll(world: World, attacks: readonly Attack[]): Promise<Observation[]> {
  const all: Observation[] = [];
  for (const attack of attacks) all.push(await world.run(attack));
  return all;
}
