/**
 * How many harmless steps a world does before its first case, and a further world before its own: what a lesson adds to them
 * delays every run, for each operation again.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPythonTarget } from '../../adapters/python/pythonTarget.ts';
import { drawApplication, writeApplication } from '../../bench/depth/application.ts';
import { loadConfig } from '../../config/loadConfig.ts';
import type { Config } from '../../model/config.ts';
import type { TargetOptions } from '../../model/target.ts';
import type { WorldMemory } from '../../world/world.ts';
import { worldOf } from '../world/kit.ts';

const size = 20;
const memory: WorldMemory = { learnt: null };
let folder: string;
let config: Config;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trespass-steps-'));
  await writeApplication(drawApplication({ seed: '11', size, workMs: 0 }), folder);
  config = await loadConfig(null, folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Steps that the target does until a world of these operations is open. */
async function stepsOfWorld(): Promise<number> {
  let steps = 0;
  const startTarget = async (options: TargetOptions) => {
    const target = await startPythonTarget(options);
    const step: typeof target.step = (...asked) => {
      steps += 1;
      return target.step(...asked);
    };
    return { ...target, step };
  };
  const world = await worldOf(config, { startTarget, memory });
  await world.close();
  return steps;
}

describe('on a generated application, harmless steps for each operation are', () => {
  it('few before the first case', async () => {
    expect((await stepsOfWorld()) / size).toBeLessThan(16);
  }, 60_000);

  it('two at most in a further world', async () => {
    expect((await stepsOfWorld()) / size).toBeLessThan(3);
  }, 60_000);
});
