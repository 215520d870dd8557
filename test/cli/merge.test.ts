/** Shards of one check, and what `merge` makes of what they found; about 20 seconds. */
import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { faultyProject, inFolder, trespass } from './kit.ts';

const shard = (index: number, name = 'check') => [
  ...[name, '--shard', `${index}/2`, '--runs', '60', '--workers', '1'],
];

describe('merge', () => {
  it('takes findings by cause and journals of campaigns from shards', async () => {
    await inFolder({}, async (outer) => {
      const folder = join(outer, 'here');
      for (const machine of [join(outer, 'machine-1'), join(outer, 'machine-2'), folder]) {
        await mkdir(machine);
        for (const [name, text] of Object.entries(faultyProject)) await writeFile(join(machine, name), text);
      }
      for (const index of [1, 2]) {
        const machine = join(outer, `machine-${index}`);
        const { stdout } = await trespass(machine, [...shard(index, 'fuzz'), '--verbose']);
        expect(stdout).toMatch(new RegExp(`this is shard ${index} of 2: \\d+ planned`));
        expect(stdout).toMatch(/seed 1$/m);
      }
      // An artifact of a job is the content of .trespass.
      await cp(join(outer, 'machine-2', '.trespass'), join(folder, 'artifact'), { recursive: true });
      const merged = await trespass(folder, ['merge', '../machine-1', 'artifact']);
      expect(merged.stdout).toMatch(/^merged 2 folders: 1 finding, 1 new here, .*; 2 journals of campaigns$/);
      expect(merged.exitCode).toBe(0);
      expect(await readdir(join(folder, '.trespass', 'findings'))).toHaveLength(1);
      const again = await trespass(folder, ['merge', '../machine-1', 'artifact']);
      expect(again.stdout).toMatch(/1 finding, 0 new here, 0 with .*; 0 journals/);
      const next = await trespass(folder, ['fuzz', '--runs', '5', '--workers', '1']);
      expect(next.stderr).toMatch(
        /^campaign: goes on after 60 cases in 2 runs [^;]*; 1 stored finding first$/m,
      );
    });
  }, 60_000);

  it('says what holds nothing to merge, and what is no shard', async () => {
    await inFolder(faultyProject, async (folder) => {
      const merged = await trespass(folder, ['merge', '.']);
      expect(merged.stderr).toMatch(/^trespass: .* holds nothing to merge: name a folder/);
      expect(merged.exitCode).toBe(2);
      for (const wrong of ['0/2', '3/2', '1', 'a/b']) {
        const { exitCode, stderr } = await trespass(folder, ['check', '--shard', wrong]);
        expect([exitCode, stderr]).toEqual([2, expect.stringContaining('must be a part')]);
      }
    });
  }, 30_000);
});
