/** A world ends once and whole: closed twice it takes nobody's file, stopped in rehearsal it leaves nothing, unseen writes are told. */
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { startPythonTarget } from '../../adapters/python/pythonTarget.ts';
import { fixed, text } from '../../config/userConfig.ts';
import type { Target, TargetOptions } from '../../model/target.ts';
import type { World } from '../../model/world.ts';
import { targetConfig, worldOf } from './kit.ts';

async function closing(
  operation: string,
  startTarget: (options: TargetOptions) => Promise<Target> = startPythonTarget,
  signal?: AbortSignal,
): Promise<World> {
  const operations = {
    [operation]: {
      call: `./closing.py:${operation}`,
      arguments: { root: fixed('{sandbox}'), name: text({ example: '{token}.txt' }) },
    },
  };
  const config = targetConfig({ operations, attacker: { powers: ['request'] } });
  return worldOf(config, { startTarget }, signal === undefined ? {} : { signal });
}

const openFiles = (): number => readdirSync('/proc/self/fd').length;

it('closes its files once, however often it is closed', async () => {
  const world = await closing('save');
  const before = openFiles();
  await world.close();
  const freed = before - openFiles();
  // Whoever opens files next is given the numbers that are free again.
  const others = Array.from({ length: freed + 2 }, () => openSync('/proc/self/status', 'r'));
  await world.close();
  expect(others.map((other) => readFileSync(other).length > 0)).not.toContain(false);
  for (const other of others) closeSync(other);
});

it('leaves no file open where its rehearsal fails', async () => {
  await expect(closing('dies')).rejects.toThrow();
  const before = openFiles();
  for (let time = 0; time < 3; time += 1) await expect(closing('dies')).rejects.toThrow();
  expect(openFiles()).toBeLessThanOrEqual(before);
});

it('ends at once when it is stopped in rehearsal, and removes its arena', async () => {
  const stop = new AbortController();
  let home = '';
  const starting = closing(
    'dawdles',
    async (options) => {
      home = options.outputFile;
      const target = await startPythonTarget(options);
      setTimeout(() => stop.abort(), 200);
      return target;
    },
    stop.signal,
  );
  await expect(starting).rejects.toThrow('the run was stopped while a target was being rehearsed');
  expect(() => readFileSync(home)).toThrow('ENOENT');
});

/** The target as it would be told where nothing but the hook told of it. */
async function withoutTripwires(options: TargetOptions): Promise<Target> {
  const target = await startPythonTarget(options);
  return {
    ...target,
    description: { ...target.description, tripwires: false },
    step: async (...asked) => ({ ...(await target.step(...asked)), tripwires: [] }),
  };
}

it('tells what changed in the moat though nothing saw a case change it', async () => {
  const blind = await closing('save_in_c', withoutTripwires);
  try {
    const attack = (name: string) => ({
      ...{ layout: [], race: null },
      steps: [{ operation: 'save_in_c', actor: 'attacker', arguments: { name: { text: name } } }],
    });
    await blind.run(attack('inside'));
    expect(blind.inspectMoat()).toEqual([]);
    await blind.run(attack('../fresh'));
    expect(blind.inspectMoat()).toEqual([expect.stringMatching(/fresh is new$/)]);
  } finally {
    await blind.close();
  }
});
