/** Reading of config files that cannot be read as meant, and of rules that fail when they are asked. */
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isConfigName, loadConfig } from '../../config/loadConfig.ts';
import { UsageError } from '../../model/errors.ts';
import { inFolder } from '../cli/kit.ts';

async function loading(text: string, use: (config: ReturnType<typeof loadConfig>) => Promise<void>) {
  await inFolder({ 'trespass.config.ts': text }, async (folder) => use(loadConfig(null, folder, 1_500)));
}

describe('a config', () => {
  it.each([
    ['null', 'export default null', /exports no config; write: export default defineConfig/],
    ['undefined', 'export default undefined', /exports no config; write: export default defineConfig/],
    ['a throw of nothing', 'throw null', /cannot be read as a config: null/],
    [
      'a wait for nothing',
      'await new Promise(() => setTimeout(() => 1, 5_000)); export default {}',
      /trespass\.config\.ts: was not loaded within 1\.5 s; what it awaits at its top level must come to an end/,
    ],
    [
      'a promise that fails',
      'export default Promise.reject(new Error("no"))',
      /cannot be read as a config: no/,
    ],
    [
      'no TypeScript',
      'const a = 1;\n\nexport default { a: [ }',
      /cannot be read as a config: ParseError: Unexpected token, at line 3$/,
    ],
    [
      'in error when it runs',
      'const a: any = undefined;\nexport default { sandbox: a.b }',
      /cannot be read as a config: Cannot read properties of undefined \(reading 'b'\), at line 2$/,
    ],
    [
      'without a file that it imports',
      "import { a } from './gone.ts';\nexport default a",
      /cannot be read as a config: Cannot find module '\.\/gone\.ts'/,
    ],
  ])('that is %s is answered in a sentence', async (_, text, said) => {
    await loading(text, async (config) => {
      const failed = await config.catch((thrown: unknown) => thrown);
      expect(failed).toBeInstanceOf(UsageError);
      expect(String(failed)).toMatch(said);
    });
  });

  it('that imports no TypeScript names the file and its line', async () => {
    const files = { 'trespass.config.ts': "export { a as default } from './other.ts'", 'other.ts': '\n{' };
    await inFolder(files, async (folder) => {
      await expect(loadConfig(null, folder)).rejects.toThrow(`Unexpected token, at ${folder}/other.ts:2`);
    });
  });

  it('that is a link names files beside the file itself', async () => {
    await inFolder({ 'real/trespass.config.ts': 'export default {}' }, async (folder) => {
      await mkdir(join(folder, 'other'));
      await symlink('../real/trespass.config.ts', join(folder, 'other', 'trespass.config.ts'));
      const config = await loadConfig(null, join(folder, 'other'));
      expect(config.folder).toBe(join(folder, 'real'));
      expect(config.file).toBe(join(folder, 'real', 'trespass.config.ts'));
    });
  });

  it('that is a folder or a link to nothing is answered in a sentence', async () => {
    await inFolder({}, async (folder) => {
      await mkdir(join(folder, 'trespass.config.ts'));
      await expect(loadConfig(null, folder)).rejects.toThrow('is no file; name a config with --config');
      await symlink('gone', join(folder, 'x.config.ts'));
      await expect(loadConfig('x.config.ts', folder)).rejects.toThrow('there is no such config');
      await writeFile(join(folder, 'empty.config.ts'), '');
      await expect(loadConfig('empty.config.ts', folder)).resolves.toMatchObject({ operations: [] });
    });
  });
});

describe('the rule `shared`', () => {
  const item = { store: 'item', table: 'notes', key: {}, item: null } as const;
  it.each([
    ['throws', '({ item }) => item.open', /shared, asked about \{"store":"item".*, threw Cannot read prop/],
    [
      'answers later',
      'async () => true',
      /shared, asked about .*, returned a promise; it must answer at once/,
    ],
  ])('that %s is the config’s mistake', async (_, rule, said) => {
    await loading(`export default { shared: ${rule} }`, async (config) => {
      const { shared } = (await config).stores;
      expect(() => shared?.(item)).toThrow(UsageError);
      expect(() => shared?.(item)).toThrow(said);
    });
  });

  it('that answers is asked as it is', async () => {
    await loading('export default { shared: ({ table }) => table === "notes" }', async (config) => {
      expect((await config).stores.shared?.(item)).toBe(true);
    });
  });
});

it('only what is called like a config, and lies beside a finding, is one by its name', () => {
  for (const name of ['trespass.config.ts', 'fixed.config.mjs', 'config.js'])
    expect(isConfigName(name)).toBe(true);
  for (const name of [
    'a/trespass.config.ts',
    '../x.config.ts',
    '/x.config.ts',
    'deploy.ts',
    'config.ts.txt',
    '',
  ])
    expect(isConfigName(name)).toBe(false);
});
