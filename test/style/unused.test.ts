/** What nobody uses goes: files, exports and dependencies that no code of the package needs. Tests alone are no use. */
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { withDir } from 'tmp-promise';
import { expect, it } from 'vitest';
import { packageRoot } from '../../model/packageRoot.ts';

async function unused(folder: string): Promise<string> {
  const knip = join(packageRoot, 'node_modules', '.bin', 'knip');
  const args = ['--production', '--no-progress', '--reporter', 'compact'];
  const { all } = await execa(knip, args, { cwd: folder, all: true, reject: false });
  return all.trim();
}

it('leaves no file, export or dependency that the package does not use', async () => {
  expect(await unused(packageRoot)).toBe('');
});

it('is broken by an export and by a file that nobody imports, so it can fail', async () => {
  await withDir(
    async ({ path }) => {
      for (const name of ['knip.json', 'package.json', 'tsconfig.json'])
        await cp(join(packageRoot, name), join(path, name));
      await mkdir(join(path, 'model'));
      await writeFile(join(path, 'index.ts'), "export { used } from './model/words.ts';\n");
      await writeFile(join(path, 'model', 'words.ts'), 'export const used = 1;\nexport const spare = 2;\n');
      await writeFile(join(path, 'model', 'attic.ts'), 'export const old = 3;\n');
      const found = await unused(path);
      expect(found).toContain('spare');
      expect(found).toContain('attic.ts');
    },
    { unsafeCleanup: true },
  );
});
