/** Kits: reproductions that run without Trespass, fail on the flawed target and pass on its corrected twin. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { testPython } from '../python.ts';
import { faultyProject, inFolder, trespass } from './kit.ts';

const sound = `import os
def save(root, name):
    with open(os.path.join(root, os.path.basename(name) or "a"), "w") as out:
        out.write("x")
`;

/** Looks whether a file is no link, and then opens it. */
const racing: Readonly<Record<string, string>> = {
  'target.py': `import os
def save(root, name):
    path = os.path.join(root, os.path.basename(name) or "a")
    if not os.path.islink(path):
        with open(path, "w") as out:
            out.write("x")
`,
  'trespass.config.ts': `import { defineConfig, fixed, text } from 'trespass';
export default defineConfig({
  attacker: { powers: ['request', 'own-folder', 'race'] },
  operations: { save: { call: './target.py:save', arguments: { root: fixed('{sandbox}'), name: text() } } },
});
`,
};
const racingSound = racing['target.py']?.replace(
  'with open(path, "w") as out:',
  'with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_TRUNC), "w") as out:',
);

/** Searches until something is found; resolves to the id of the finding of that promise. */
async function found(folder: string, property: string, runs: string): Promise<string> {
  await trespass(folder, ['check', '--runs', runs, '--seed', '1', '--property', property]);
  const [name = ''] = (await readdir(join(folder, '.trespass/findings'))).toSorted();
  return name.replace('.json', '');
}

async function unittest(folder: string, ...args: readonly string[]): Promise<number | undefined> {
  const options = { cwd: folder, reject: false } as const;
  return (await execa(await testPython(), ['-m', 'unittest', ...args], options)).exitCode;
}

describe('a kit', () => {
  it('fails on the flaw, passes when it is mended, and adds its test to the project', async () => {
    await inFolder(faultyProject, async (folder) => {
      const id = await found(folder, 'no-write-outside', '60');
      const made = await trespass(folder, ['replay', id, '--kit', 'kit']);
      expect([made.exitCode, made.stdout]).toEqual([0, expect.stringContaining('shows the finding')]);
      expect((await readdir(join(folder, 'kit'))).toSorted()).toEqual([
        ...['README.md', 'case.json', 'files.json', 'kit_ground.py', 'kit_stores.py', 'kit_target.py'],
        ...['reproduce.py', 'requests.sh', 'test_reproduction.py'],
      ]);
      // Nothing of this machine is in what is reviewed and passed on.
      for (const name of ['case.json', 'files.json', 'requests.sh'])
        expect(await readFile(join(folder, 'kit', name), 'utf8')).not.toContain('trespass-arena');

      const added = await trespass(folder, ['replay', id, '--pytest', 'tests/test_security.py']);
      expect([added.exitCode, added.stdout]).toEqual([0, expect.stringContaining('was added to')]);
      const again = await trespass(folder, ['replay', id, '--pytest', 'tests/test_security.py']);
      expect(again.stdout).toContain('is already in');
      const test = await readFile(join(folder, 'tests/test_security.py'), 'utf8');
      const call = `${test}\ntest_${id.replaceAll('-', '_')}()\n`;
      await writeFile(join(folder, 'tests/run.py'), call);
      const run = async () =>
        (await execa(await testPython(), ['tests/run.py'], { cwd: folder, reject: false })).exitCode;

      expect([await unittest(join(folder, 'kit'), 'test_reproduction'), await run()]).toEqual([1, 1]);
      await writeFile(join(folder, 'target.py'), sound);
      expect([await unittest(join(folder, 'kit'), 'test_reproduction'), await run()]).toEqual([0, 0]);
      const fixed = await trespass(folder, ['replay', id, '--kit', 'other']);
      expect([fixed.exitCode, fixed.stderr]).toEqual([2, expect.stringContaining('it is fixed')]);
    });
  }, 60_000);

  it('puts a link in the place of a file in the middle of a step, as the race did', async () => {
    await inFolder(racing, async (folder) => {
      const id = await found(folder, 'no-write-outside', '400');
      const made = await trespass(folder, ['replay', id, '--kit', 'kit']);
      expect([made.exitCode, made.stdout]).toEqual([0, expect.stringContaining('shows the finding')]);
      expect(JSON.parse(await readFile(join(folder, 'kit/case.json'), 'utf8'))).toMatchObject({
        race: { step: 0, put: 'symlink' },
      });
      await writeFile(join(folder, 'target.py'), racingSound ?? '');
      expect(await unittest(join(folder, 'kit'), 'test_reproduction')).toBe(0);
    });
  }, 60_000);

  it('is made of one finding, in a folder of its own', async () => {
    await inFolder(faultyProject, async (folder) => {
      const id = await found(folder, 'no-write-outside', '60');
      const two = await trespass(folder, ['replay', id, id, '--kit', 'kit']);
      expect([two.exitCode, two.stderr]).toEqual([2, expect.stringContaining('made of one finding')]);
      const here = await trespass(folder, ['replay', id, '--kit', '.']);
      expect([here.exitCode, here.stderr]).toEqual([2, expect.stringContaining('is not empty')]);
      const file = await trespass(folder, ['replay', id, '--kit', 'target.py']);
      expect([file.exitCode, file.stderr]).toEqual([2, expect.stringContaining('is no folder for a kit')]);
      const none = await trespass(folder, ['replay', 'nothing', '--kit', 'kit']);
      expect([none.exitCode, none.stderr]).toEqual([2, expect.stringContaining('no finding nothing')]);
    });
  }, 60_000);
});
