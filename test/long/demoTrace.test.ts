/** The kernel's own account of the demo: its arenas and its reports are all that it changes. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { arenaPrefix } from '../../arena/mark.ts';
import { inFolder, main } from '../cli/kit.ts';
import { testPython } from '../python.ts';
import { trace } from '../safety/strace.ts';
import { strays } from '../safety/strays.ts';
import { straceWorks } from '../systemTools.ts';

it.runIf(straceWorks())(
  'the demo changes its arenas and its reports alone',
  async () => {
    await inFolder({}, async (folder) => {
      const temp = join(folder, 'temp');
      await mkdir(temp);
      const command = ['node', main, 'demo', '--jail', 'off', '--runs', '24', '--seed', '3'];
      const env = { TMPDIR: temp, TRESPASS_PYTHON: await testPython(), NO_COLOR: '1' };
      const { stdout, effects } = await trace(command, { cwd: folder, env, log: join(folder, 'strace.log') });
      // So few cases find little; that every twin was attacked is what counts here.
      for (const twin of ['vulnerable', 'advisory', 'hardened']) expect(stdout).toContain(`The ${twin} twin`);
      expect(stdout).toMatch(/not exactly the planted flaws/);
      expect(stdout.split('\n').length).toBeLessThanOrEqual(150);
      const reports = join(folder, '.trespass');
      for (const twin of ['vulnerable', 'advisory', 'hardened'])
        expect(await readFile(join(reports, 'demo', `${twin}.txt`), 'utf8')).toMatch(
          / cases judged a second, /,
        );
      expect(strays(effects, [join(temp, arenaPrefix), reports])).toEqual([]);
    });
  },
  400_000,
);
