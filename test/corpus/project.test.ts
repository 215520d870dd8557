/** Fingerprints of operations change with what an operation may depend on, and with nothing else. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadConfig } from '../../config/loadConfig.ts';
import { projectState } from '../../corpus/project.ts';
import { inFolder } from '../cli/kit.ts';

const config = (more = '') => `import { defineConfig, fixed, text } from 'trespass';
const call = (file) => ({ call: \`./\${file}.py:run\`, arguments: { root: fixed('{sandbox}'), name: text() } });
export default defineConfig({ ${more} operations: { one: call('one'), two: call('two'), any: call('any') } });
`;

const files = {
  'one.py': 'def run(root, name):\n    from lib import deep\n',
  'two.py': 'def run(root, name): pass\n',
  'any.py': 'import importlib\ndef run(root, name): importlib.import_module(name)\n',
  'lib/__init__.py': '',
  'lib/deep.py': 'from . import deeper\n',
  'lib/deeper.py': 'x = 1\n',
  'report.json': '{}',
  'trespass.config.ts': config(),
};

async function changedBy(
  edit: (folder: string) => Promise<void>,
  judged: readonly string[] = ['p'],
): Promise<readonly string[]> {
  let changed: readonly string[] = [];
  await inFolder(files, async (folder) => {
    const state = async (properties: readonly string[]) =>
      projectState(await loadConfig(null, folder), { version: '1', properties });
    const before = await state(['p']);
    await edit(folder);
    const after = await state(judged);
    changed = Object.keys(after.operations).filter(
      (name) => before.operations[name] !== after.operations[name],
    );
  });
  return changed;
}

const edited = (path: string, text: string) => (folder: string) => writeFile(join(folder, path), text);

it.each<readonly [string, (folder: string) => Promise<void>, readonly string[]]>([
  ['nothing', async () => undefined, []],
  ['own-file', edited('two.py', 'def run(root, name): print()\n'), ['two', 'any']],
  ['loaded-deeper', edited('lib/deeper.py', 'x = 2\n'), ['one', 'any']],
  ['package', edited('lib/__init__.py', 'x = 2\n'), ['one', 'any']],
  ['no-python', edited('settings.toml', 'x = 2\n'), ['one', 'two', 'any']],
  ['new-and-unused', edited('other.py', 'x = 2\n'), ['any']],
  ['removed', (folder) => rm(join(folder, 'lib/deeper.py')), ['one', 'any']],
  ['report', edited('report.json', '[]'), []],
  ['comment-in-config', edited('trespass.config.ts', `${config()}// words\n`), []],
  [
    'config-for-all',
    edited('trespass.config.ts', config("attacker: { powers: ['request'] },")),
    ['one', 'two', 'any'],
  ],
  [
    'another-operation',
    edited('trespass.config.ts', config().replace("any: call('any')", "any: call('any'), more: call('two')")),
    ['more'],
  ],
])('a change of %s', async (_name, edit, expected) => {
  expect(await changedBy(edit)).toEqual(expected);
});

it('counts the properties by which attacks are judged', async () => {
  expect(await changedBy(async () => undefined, ['p', 'q'])).toEqual(['one', 'two', 'any']);
});
