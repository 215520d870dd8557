/** What the bench of depth draws holds for more seeds: flaws are real, twins are safe, and harmless requests of large applications succeed. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { drawApplication, drawEverything, writeApplication } from '../../bench/depth/application.ts';
import { namesOf } from '../../bench/depth/feature.ts';
import { withHands } from '../../bench/depth/hands.ts';
import { measureDepth } from '../../bench/depth/measure.ts';
import { worldMaker } from '../../cli/compose.ts';
import { loadConfig } from '../../config/loadConfig.ts';
import { testPython } from '../python.ts';

describe.each(['2', '3', '4', '5', '6'])('seed %s', (seed) => {
  it('each flaw is real, and its corrected twin refuses the same attack', async () => {
    const application = drawEverything(seed, 0);
    await withHands(application, await testPython(), async (hands) => {
      for (const { kind, is, proof, drawn } of application.features)
        expect([kind, is, drawn, await proof?.(hands)]).toEqual([kind, is, drawn, is === 'flaw']);
    });
  });

  it('a report tells at most 1.3 flaws for each real one', async () => {
    const application = drawApplication({ seed, size: 20, workMs: 0 });
    const bounds = { runs: 1_500, timeMs: null, boundsAreDefault: false, workers: 2, seed: Number(seed) };
    const { toldFlaws, flaws } = await measureDepth(application, 20, {
      ...bounds,
      python: await testPython(),
      operations: [],
    });
    const found = flaws.filter(({ atProbe }) => atProbe !== null).length;
    expect(found).toBeGreaterThan(0);
    expect(toldFlaws / found).toBeLessThanOrEqual(1.3);
  }, 400_000);

  it('every operation of an application of 80 goes well and reaches something', async () => {
    const application = drawApplication({ seed, size: 80, workMs: 0 });
    const folder = await mkdtemp(join(tmpdir(), 'trespass-depth-'));
    try {
      await writeApplication(application, folder);
      const makeWorld = await worldMaker(await loadConfig(null, folder), { python: await testPython() });
      const world = await makeWorld();
      await world.close();
      const { operations } = world.rehearsal;
      expect(operations).toHaveLength(application.features.flatMap(namesOf).length);
      expect(operations.filter(({ tested, refused }) => !tested || refused)).toEqual([]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
