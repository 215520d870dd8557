/** The user's own AWS files are opened by nobody: not by the tool, its engines or the target. Told by the kernel. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { dynamodbProject, inFolder, main } from '../cli/kit.ts';
import { testPython } from '../python.ts';
import { straceWorks } from '../systemTools.ts';
import { trace } from './strace.ts';

it.runIf(straceWorks())(
  'a run with items opens nothing below ~/.aws',
  async () => {
    const files = { 'home/.aws/credentials': '[default]\n', 'home/.aws/config': '[default]\n' };
    await inFolder({ ...dynamodbProject, ...files }, async (folder) => {
      const log = join(folder, 'strace.log');
      const env = { HOME: join(folder, 'home'), TRESPASS_PYTHON: await testPython(), NO_COLOR: '1' };
      const command = ['node', main, 'check', '--runs', '3', '--seed', '1'];
      const { exitCode, stderr, effects } = await trace(command, { cwd: folder, env, log });
      expect(exitCode, stderr).toBe(0);
      const opened = (await readFile(log, 'latin1')).split('\n').filter((line) => line.includes('/.aws/'));
      expect(opened).toEqual([]);
      // That the target spoke to its engine was seen, so silence means something.
      expect(effects.some(({ kind }) => kind === 'contact')).toBe(true);
    });
  },
  400_000,
);
