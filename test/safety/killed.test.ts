/** A run that is killed without warning leaves no process behind, and the next run removes what it left on disk. */
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { arenaPrefix } from '../../arena/mark.ts';
import { dynamodbProject, inFolder, startTrespass, trespass, untilSearching } from '../cli/kit.ts';
import { markProcesses } from '../processes.ts';

async function arenasIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.startsWith(arenaPrefix));
}

it('a killed run leaves no process, and its arena goes with the next run', async () => {
  await inFolder(dynamodbProject, async (folder) => {
    const temp = join(folder, 'temp');
    await mkdir(temp);
    const marked = markProcesses();
    const running = await startTrespass(folder, ['fuzz'], { ...marked.env, TMPDIR: temp });
    await untilSearching(running);
    for (const part of ['driver', 'process.js']) expect(marked.alive().join('\n')).toContain(part);
    const left = await arenasIn(temp);
    expect(left).not.toEqual([]);

    running.signal('SIGKILL');
    await running.ended;
    expect(await marked.left(5_000)).toEqual([]);
    expect(await arenasIn(temp)).toEqual(expect.arrayContaining(left));

    const next = await trespass(folder, ['check', '--runs', '5'], { TMPDIR: temp });
    expect(next.exitCode, next.stderr).toBe(0);
    expect(await arenasIn(temp)).toEqual([]);
  });
});

it('a run that ends while another target is being started leaves no arena', async () => {
  await inFolder(dynamodbProject, async (folder) => {
    const temp = join(folder, 'temp');
    await mkdir(temp);
    // How far the second target has come when the run ends differs from run to run.
    for (const runs of ['1', '3', '5', '7', '9', '11']) {
      const ended = await trespass(folder, ['check', '--runs', runs, '--seed', '1'], { TMPDIR: temp });
      expect(ended.exitCode, ended.stderr).toBe(0);
      expect(await arenasIn(temp)).toEqual([]);
    }
  });
});
