/** `fuzz` goes on where it was stopped or killed; about 50 seconds. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectNothingLost } from './kills.ts';
import { faultyProject, inFolder, trespass } from './kit.ts';

const bounded = ['fuzz', '--runs', '30', '--seed', '1', '--workers', '1'];

describe('a campaign', () => {
  it('goes on after the last run, after a change, and anew', async () => {
    await inFolder(faultyProject, async (folder) => {
      const fuzz = (...more: string[]) => trespass(folder, [...bounded, ...more]);
      expect((await fuzz()).stderr).toMatch(/^campaign: begins here/m);
      const second = await fuzz('--verbose');
      expect(second.stderr).toMatch(
        /^campaign: goes on after 30 cases in 1 run .*; 1 stored finding first$/m,
      );
      expect(second.stdout).toMatch(/30 planned attacks were left out/);
      expect(second.exitCode).toBe(1);
      await writeFile(join(folder, 'other.py'), 'x = 1\n');
      expect((await fuzz()).stderr).toMatch(
        /^campaign: goes on after 60 cases in 2 runs [^;]*not judged again; 1 /m,
      );
      await writeFile(join(folder, 'target.py'), `${faultyProject['target.py']}# changed\n`);
      expect((await fuzz()).stderr).toMatch(
        /^campaign: goes on after 90 cases .*; target.py has changed, so 90 of them do not count;/m,
      );
      expect((await fuzz('--fresh')).stderr).toMatch(/^campaign: begins here/m);
    });
  }, 60_000);

  it('that is damaged ends the run with a sentence, and stays as it is', async () => {
    await inFolder(faultyProject, async (folder) => {
      await trespass(folder, bounded);
      const campaign = join(folder, '.trespass', 'campaign');
      const [journal = ''] = (await readdir(campaign)).filter((name) => name.endsWith('.journal'));
      const file = join(campaign, journal);
      const text = await readFile(file, 'utf8');
      for (const damaged of [text.replace('"attacks":1', '"attacks":2'), `${'not a campaign\n'}${text}`]) {
        await writeFile(file, damaged);
        const { exitCode, stderr } = await trespass(folder, bounded);
        expect(stderr).toMatch(
          /^trespass: .*journal: line 1 is damaged, or no line of a campaign; move it away/m,
        );
        expect(exitCode).toBe(2);
        expect(await readFile(file, 'utf8')).toBe(damaged);
      }
    });
  }, 60_000);

  it('loses no finding and judges nothing twice, however often it is killed', async () => {
    await expectNothingLost(10);
  }, 120_000);
});
