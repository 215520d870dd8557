/** Corrected twins of faulty unpacking, attacked for longer than in each run. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type Archives,
  filteringOperations,
  isChain,
  openArchives,
  soundOperations,
} from '../world/archiveKit.ts';

let archives: Archives;
beforeAll(async () => {
  archives = await openArchives();
}, 60_000);
afterAll(() => archives.world.close());

it.each(soundOperations)('archives leave %s silent for 650 cases', async (operation) => {
  const attacks = [...archives.attacksOn(operation, 400), ...archives.drawnOn(operation, 250)];
  expect(await archives.accusing(attacks)).toEqual([]);
});

it.each(filteringOperations)(
  'archives without chains of links leave %s silent for 400 cases',
  async (operation) => {
    const attacks = archives.attacksOn(operation, 560).filter((attack) => !isChain(archives, attack));
    expect(attacks.length).toBeGreaterThan(400);
    expect(await archives.accusing(attacks)).toEqual([]);
  },
);
