/** Every finding of the vulnerable twin that a kit can express fails on it and passes on the hardened twin. */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { chooseProperties, composeEngine } from '../../cli/compose.ts';
import { kitTaskOf, tryKit } from '../../cli/kitTask.ts';
import { loadConfig } from '../../config/loadConfig.ts';
import { corpusEntryOf } from '../../corpus/entry.ts';
import type { KitTask } from '../../kits/task.ts';
import { writeKit } from '../../kits/writeKit.ts';
import { messageOf } from '../../model/errors.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import { lessonsFor } from '../../world/lessons/lessons.ts';
import { attack } from '../examples/acme.ts';
import { testPython } from '../python.ts';

/** Why some findings have no kit. */
const reasons =
  /: (?:it shows in a comparison of several runs, and not in one access or answer|it does one request in the middle of another|its race is left to chance|the answer holds another’s data in an encoded form|it shows in what is kept of another’s data|it shows in a signed address, which nobody has followed|it shows in a wait without end|its race came to nothing);/;

it('kits of the vulnerable twin fail on it and pass on the hardened twin', async () => {
  const { findings } = await attack('vulnerable', { runs: 2_500, seed: 7 });
  const entries = findings
    .filter(({ severity }) => severity !== 'info')
    .map((finding) => corpusEntryOf(finding, { config: 'vulnerable.config.ts', seed: 7 }));
  const file = join(packageRoot, 'examples', 'acme', 'vulnerable.config.ts');
  const python = await testPython();
  const lessons = lessonsFor(entries.map((entry) => entry.attack));
  const engine = await composeEngine(
    await loadConfig(file, packageRoot),
    chooseProperties([]),
    () => undefined,
    {
      ...{ python, lessons },
    },
  );
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'trespass-test-')));
  try {
    const world = await engine.createWorld();
    const tasks: KitTask[] = [];
    const without: string[] = [];
    for (const entry of entries) {
      const place = { python, folder: join(folder, entry.id) };
      try {
        const task = await kitTaskOf(entry, engine, world, place);
        await writeKit({ ...entry, unsafeSummary: entry.summary }, task);
        tasks.push(task);
      } catch (thrown) {
        without.push(messageOf(thrown));
      }
    }
    await world.close();
    for (const why of without) expect(why).toMatch(reasons);
    expect(tasks.length).toBeGreaterThan(0.9 * entries.length);
    const wrong: string[] = [];
    const waiting = [...tasks];
    const tryWaiting = async (): Promise<void> => {
      for (let task = waiting.pop(); task !== undefined; task = waiting.pop()) {
        const silent = await tryKit(task, python);
        if (silent !== null) wrong.push(`${task.folder} does not show it: ${silent}`);
        const hardened = await tryKit(task, python, ['--settings', 'acme.settings_hardened']);
        if (!hardened?.startsWith('nothing of another'))
          wrong.push(`${task.folder} on the twin: ${hardened}`);
      }
    };
    await Promise.all([tryWaiting(), tryWaiting()]);
    expect(wrong).toEqual([]);
  } finally {
    await rm(folder, { recursive: true });
  }
}, 1_200_000);
