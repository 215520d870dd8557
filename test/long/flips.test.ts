/** Corrected twins of planted races, each against every race and not only that of the operation it corrects. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { World } from '../../model/world.ts';
import { flipsOn, observeAll, plantedRaces, raceWorld } from '../world/flipKit.ts';
import { convicting, violatedIn } from '../world/kit.ts';

let world: World;
beforeAll(async () => {
  world = await raceWorld(['request', 'own-folder', 'race']);
});
afterAll(() => world.close());

it.each(plantedRaces.flatMap(({ twins }) => twins))('%s is silent in every race', async (twin) => {
  const attacks = plantedRaces.flatMap(({ operation }) => flipsOn(world, operation, twin));
  expect(attacks.length).toBeGreaterThan(2);
  const observations = await observeAll(world, attacks);
  expect(observations.flatMap((one) => violatedIn(one, convicting))).toEqual([]);
});
