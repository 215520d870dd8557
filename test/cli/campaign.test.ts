/** `fuzz` until its time or its user ends it: what was found is kept, nothing is left running or lying about. */
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { arenaPrefix } from '../../arena/mark.ts';
import { markProcesses } from '../processes.ts';
import { faultyProject, inFolder, startTrespass, trespass } from './kit.ts';

async function findingsOf(folder: string): Promise<string[]> {
  return (await readdir(join(folder, '.trespass', 'findings')).catch(() => [])).filter((name) =>
    name.endsWith('.json'),
  );
}

describe('fuzz', () => {
  it('ends by itself when its time is over, and keeps what it found', async () => {
    await inFolder(faultyProject, async (folder) => {
      const { exitCode, stdout } = await trespass(folder, [
        'fuzz',
        '--time',
        '4s',
        '--seed',
        '1',
        '--workers',
        '1',
      ]);
      expect(stdout).toMatch(/CRITICAL no-write-outside in save/);
      expect(exitCode).toBe(1);
      expect(await findingsOf(folder)).not.toEqual([]);
    });
  });

  it('ends at Ctrl-C with what it found, and leaves no process and no arena', async () => {
    await inFolder(faultyProject, async (folder) => {
      const temp = join(folder, 'temp');
      await mkdir(temp);
      const marked = markProcesses();
      const running = await startTrespass(folder, ['fuzz', '--workers', '1'], {
        ...marked.env,
        TMPDIR: temp,
      });
      while ((await findingsOf(folder)).length === 0) await sleep(100);
      running.signal('SIGINT');
      const { exitCode, stdout } = await running.ended;
      expect(exitCode).toBe(1);
      expect(stdout).toMatch(/^\d+ flaws? \(\d+ findings?\) in \d+ cases/m);
      expect(await marked.left(2_000)).toEqual([]);
      expect((await readdir(temp)).filter((name) => name.startsWith(arenaPrefix))).toEqual([]);
      const replayed = await trespass(folder, ['replay']);
      expect(replayed.stdout).toMatch(/^STILL FAILS no-write-outside-/m);
    });
  });
});
