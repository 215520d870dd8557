/** Configs in the documents: each is of the types of the package and loads, and the reference has an entry for every field. */
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../config/loadConfig.ts';
import { checkConfig } from '../../config/schema.ts';
import { messageOf } from '../../model/errors.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import { inFolder } from '../cli/kit.ts';
import { blocks, textOf } from './documents.ts';

const imports = "import { archive, bytes, defineConfig, file, fixed, json, text } from 'trespass';";

/** Every block in TypeScript as a file: one that imports nothing holds members of a config. */
const shown = blocks()
  .filter(({ language }) => language === 'ts')
  .map(({ document, lines }, index) => {
    const body = lines.join('\n');
    const isWhole = /^import /m.test(body);
    const source = isWhole ? body : `${imports}\nexport default defineConfig({\n${body}\n});`;
    return { document, name: `${index}.config.ts`, source, isConfig: source.includes('export default') };
  });

describe('configs in the documents', () => {
  it('are of the types of the package', async () => {
    await inFolder({ 'package.json': '{"type":"module"}' }, async (folder) => {
      await mkdir(join(folder, 'node_modules'));
      await symlink(packageRoot, join(folder, 'node_modules', 'trespass'));
      for (const { name, source } of shown) await writeFile(join(folder, name), source);
      const compiler = join(packageRoot, 'node_modules', 'typescript', 'bin', 'tsc');
      const options = [
        '--noEmit',
        '--strict',
        '--module',
        'nodenext',
        '--target',
        'es2023',
        '--skipLibCheck',
      ];
      const run = [compiler, ...options, ...shown.map(({ name }) => name)];
      expect((await execa('node', run, { cwd: folder, reject: false })).stdout).toBe('');
    });
  });

  it('load', async () => {
    await inFolder({}, async (folder) => {
      for (const { document, name, source } of shown.filter(({ isConfig }) => isConfig)) {
        await writeFile(join(folder, name), source);
        const told = await loadConfig(name, folder).then(() => null, messageOf);
        expect([document, source, told]).toEqual([document, source, null]);
      }
    });
  });
});

/** The fields that a config may have at a place, as the error of a wrong one names them. */
function fieldsAt(config: (wrong: object) => unknown): string[] {
  try {
    checkConfig(config({ nonsense: 1 }), 'c');
  } catch (thrown) {
    const [, allowed = ''] = /unknown field; allowed: (.*)$/.exec(messageOf(thrown)) ?? [];
    return allowed.split(', ').filter((field) => field !== '');
  }
  return [];
}

const kinds: Readonly<Record<string, object>> = {
  http: { http: 'GET /' },
  call: { call: 'a:b' },
  storage: { storage: 'a' },
  field: { field: 'a.B.c' },
  command: { command: 'a' },
  consumer: { consumer: 'a:b', table: 't' },
};
/** What an object must hold beside a wrong field, for that one to be named. */
const required: Readonly<Record<string, object>> = { django: { project: '.', settings: 'a' } };
const ofAll = ['after', 'response', 'as', 'public'];

/** Every field, as the headings of the reference name it. */
function allFields(): string[] {
  const top = fieldsAt((wrong) => wrong);
  const nested = top.flatMap((field) =>
    fieldsAt((wrong) => ({ [field]: { ...required[field], ...wrong } })).map((one) => `${field}.${one}`),
  );
  const parameter = (wrong: object) => ({ operations: { o: { http: 'GET /', json: { a: wrong } } } });
  const operations = Object.entries(kinds).flatMap(([kind, base]) =>
    fieldsAt((wrong) => ({ operations: { o: { ...base, ...wrong } } }))
      .filter((field) => !ofAll.includes(field))
      .map((field) => (field === kind ? kind : `${kind}.${field}`)),
  );
  const within = (name: string, config: (wrong: object) => unknown) =>
    fieldsAt(config).map((field) => `${name}.${field}`);
  return [
    ...top,
    ...nested,
    ...within('actors', (wrong) => ({ actors: { attacker: wrong } })),
    ...operations,
    ...ofAll.map((field) => `operation.${field}`),
    ...within('parameter', (wrong) => parameter({ kind: 'text', ...wrong })),
    ...within('from', (wrong) => parameter({ kind: 'text', from: { operation: 'a', match: 'a', ...wrong } })),
    ...within('archive', (wrong) => parameter({ kind: 'bytes', archive: wrong })),
  ];
}

describe('the reference of the config', () => {
  it('has one entry for each field that a config may have, and no other', () => {
    const entries = [...textOf('docs/reference/config.md').matchAll(/^### `([\w.$]+)`$/gm)].map(
      ([, name = '']) => name,
    );
    expect(allFields()).toEqual(
      expect.arrayContaining(['sandbox.files', 'actors.login', 'http.json', 'from.match', 'archive.members']),
    );
    expect(entries.toSorted()).toEqual(allFields().toSorted());
  });
});
