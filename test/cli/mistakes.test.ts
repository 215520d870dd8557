/** What cannot work is answered with one sentence and exit code 2, without a stack trace. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Ended, faultyProject, inFolder, saveConfig, trespass } from './kit.ts';

const stackTrace = /^\s+at .*\(|^Traceback|^\s+File "/m;

function expectSentence({ exitCode, stderr }: Ended, said: RegExp): void {
  expect(stderr).toMatch(said);
  expect(stderr).not.toMatch(stackTrace);
  expect(stderr.match(/^trespass: /gm)).toHaveLength(1);
  expect(exitCode).toBe(2);
}

const django = (project: string): string =>
  saveConfig.replace('attacker:', `django: { project: '${project}', settings: 'shop.settings' }, attacker:`);
const calling = (target: string): string => saveConfig.replace('./target.py:save', target);

const configs: readonly [name: string, config: string, said: RegExp][] = [
  ['a config that is no TypeScript', 'export default {', /cannot be read as a config/],
  [
    'a field that there is not',
    saveConfig.replace('call:', 'cal: 1, call:'),
    /operations\.save\.cal: unknown field; allowed: call, arguments/,
  ],
  ['a settings module that is not there', django('.'), /there is no settings module 'shop\.settings'/],
  ['a project folder that is not there', django('./none'), /django\.project: there is no folder .*none/],
  ['a project folder that is a file', django('./target.py'), /django\.project: .*target\.py is no folder/],
  [
    'a Python folder that is not there',
    saveConfig.replace('attacker:', "pythonPath: ['./none'], attacker:"),
    /pythonPath: there is no folder .*none/,
  ],
  [
    'an endpoint without a project',
    saveConfig.replace(
      "call: './target.py:save', arguments: { root: fixed('{sandbox}'), name: text() }",
      "http: 'GET /'",
    ),
    /operations\.save in the config: an HTTP operation needs a Django project; add `django: \{/,
  ],
  [
    'a storage that is not there',
    saveConfig.replace(/\{ call: .*\} \} \}/, "{ storage: 'papers' } }"),
    /operations\.save\.save in the config: there is no storage 'papers' in STORAGES; there are default, staticfiles/,
  ],
  [
    'a hook that takes something else',
    saveConfig.replace('attacker:', "actors: { attacker: { hook: './target.py:save' } }, attacker:"),
    /the hook \.\/target\.py:save cannot be called: missing a required argument: 'name'; it is given the actor's name/,
  ],
  [
    'a setup that takes too much',
    saveConfig.replace('attacker:', "setup: './target.py:save', attacker:"),
    /the hook \.\/target\.py:save cannot be called: .*; it is given nothing, or the path of the sandbox/,
  ],
  ['a target file that is not there', calling('./gone.py:save'), /there is no file .*gone\.py/],
  ['a function that is not there', calling('./target.py:gone'), /target\.py has no gone/],
  ['a target that is no Python', calling('./broken.py:save'), /SyntaxError.*\n {2}at .*broken\.py:1$/],
  ['a target that ends its process', calling('./dying.py:save'), /the target ended with exit code 3/],
  [
    'a dead interpreter',
    saveConfig.replace('attacker:', "python: './gone', attacker:"),
    /\.\/gone.* is not a Python/,
  ],
];
const more = { 'broken.py': 'def save(:\n', 'dying.py': 'import os\nos._exit(3)\n' };

describe('a config that cannot work', () => {
  it.each(configs)('with %s is answered in a sentence', async (_, config, said) => {
    await inFolder({ ...faultyProject, ...more, 'trespass.config.ts': config }, async (folder) => {
      const ended = await trespass(folder, ['check', '--runs', '3']);
      expectSentence(ended, said);
      expect(ended.stdout).not.toContain('findings in');
    });
  });
});

const shop: Readonly<Record<string, string>> = {
  'shop/__init__.py': '',
  'shop/settings.py': "SECRET_KEY = 'x'\nROOT_URLCONF = 'shop.urls'\nALLOWED_HOSTS = ['*']\n",
  'shop/urls.py': `
import boto3
from django.http import HttpResponse
from django.urls import path
def save(request):
    boto3.client('dynamodb').put_item(TableName='notes', Item={'pk': {'S': request.POST['name']}})
    return HttpResponse('saved')
urlpatterns = [path('save/', save)]
`,
};
const shopConfig = (asked: string): string => `import { defineConfig, text } from 'trespass';
export default defineConfig({
  django: { project: '.', settings: 'shop.settings' },
  dynamodb: {},
  operations: { ask: { http: '${asked}', form: { name: text() } } },
});
`;

describe('a project that cannot be tested as the config says', () => {
  it.each([
    [
      'no route',
      'POST /store/',
      /^trespass: nothing was tested: .*; no route of the project answers POST \/store\//,
    ],
    [
      'no table',
      'POST /save/',
      /^trespass: nothing was tested: .*; table notes does not exist: declare it under dyn/,
    ],
  ])('because there is %s is answered in a sentence', async (_, asked, said) => {
    await inFolder({ ...shop, 'trespass.config.ts': shopConfig(asked) }, async (folder) =>
      expectSentence(await trespass(folder, ['check', '--runs', '3']), said),
    );
  });
});

describe('a wrong interpreter in the environment', () => {
  it.each([['/bin/false'], ['/gone']])('%s is answered in a sentence', async (python) => {
    await inFolder(faultyProject, async (folder) => {
      const ended = await trespass(folder, ['check'], { TRESPASS_PYTHON: python });
      expectSentence(ended, /^trespass: TRESPASS_PYTHON=\S+ is not a Python 3\.9 or newer that runs/);
      expect(ended.stdout).toBe('');
    });
  });
});

describe('a command line that is wrong', () => {
  it.each([
    ['an option that is not there', ['check', '--bogus'], /^trespass: unknown option '--bogus'/],
    [
      'a number that is none',
      ['check', '--runs', 'x'],
      /^trespass: option '--runs <n>' argument 'x' is invalid/,
    ],
    ['a duration without a unit', ['check', '--time', '5'], /must be a duration, such as 60s/],
    ['a command that is not there', ['chek'], /^trespass: unknown command 'chek'\n\(Did you mean check\?\)/],
    [
      'a reporter that is not there',
      ['check', '--reporter', 'xml'],
      /no reporter "xml"; there are terminal, json, junit, sarif, gitlab/,
    ],
    [
      'a property that is not there',
      ['check', '--property', 'no'],
      /no property "no"; there are no-write-outside/,
    ],
    ['a config that is not there', ['check', '--config', 'gone.ts'], /there is no such config/],
    ['an operation that is not there', ['check', 'sav'], /no operation "sav" in .*; there are save/],
    ['a finding that is not there', ['replay', 'nothing'], /no finding nothing in .*there are none yet/],
  ])('with %s is answered as all that is wrong', async (_, args, said) => {
    await inFolder(faultyProject, async (folder) => expectSentence(await trespass(folder, args), said));
  });
});

describe('a replay of nothing', () => {
  it('is told, and is no pass', async () => {
    await inFolder(faultyProject, async (folder) => {
      const ended = await trespass(folder, ['replay']);
      expectSentence(
        ended,
        /^trespass: nothing was replayed: no findings are kept in .*\.trespass; search for/,
      );
      expect(ended.stdout).toBe('');
    });
  });
});

describe('a kept finding that cannot be read', () => {
  it('is told by check, which goes on, and by replay, which ends with exit code 2', async () => {
    await inFolder(faultyProject, async (folder) => {
      await mkdir(join(folder, '.trespass', 'findings'), { recursive: true });
      await writeFile(join(folder, '.trespass', 'findings', 'bad.json'), '{"version":');
      const checked = await trespass(folder, ['check', '--runs', '3', '--seed', '1']);
      expect(checked.stdout).toMatch(/ERROR corpus: .*bad\.json is not JSON/);
      expect(checked.exitCode).not.toBe(0);
      expectSentence(await trespass(folder, ['replay', 'bad']), /bad\.json is not JSON/);
    });
  });
});
