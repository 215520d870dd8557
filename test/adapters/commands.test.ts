/** Management commands and file fields of a real project: words, output, failures, and what there is. */
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ParameterPlace } from '../../model/operation.ts';
import type { ResolvedArguments } from '../../model/resolvedArgument.ts';
import type { StepReport, Target } from '../../model/target.ts';
import {
  bodyOf,
  djangoProject,
  type Ground,
  jsonOf,
  linesOf,
  makeGround,
  operationOf,
  removeGround,
  startDjango,
  text,
} from './kit.ts';

const command = (body: string): string => `
import json, os, sys
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

class Command(BaseCommand):
${body}
`;

const says = command(`
    def add_arguments(self, parser):
        parser.add_argument('target')
        parser.add_argument('second', nargs='?')
        parser.add_argument('--format', default='plain')

    def handle(self, target, second, format, **options):
        self.stdout.write(json.dumps({'target': target, 'second': second, 'format': format}))
        self.stderr.write('noticed')
`);

const writes = command(`
    def add_arguments(self, parser):
        parser.add_argument('name')

    def handle(self, name, **options):
        print('about to write')
        with open(os.path.join(settings.MEDIA_ROOT, name), 'w') as file:
            file.write('x')
        if name.startswith('bad'):
            raise CommandError('that was bad')
        if name.startswith('left'):
            sys.exit(3)
        return json.dumps({'id': name})
`);

const models = `
from django.core.files.storage import default_storage
from django.db import models

def joined(instance, filename):
    return 'kept/' + filename

class Paper(models.Model):
    title = models.CharField(max_length=10)
    file = models.FileField(upload_to='papers/')
    loose = models.FileField(upload_to=joined)
`;

let ground: Ground;
let target: Target;

beforeAll(async () => {
  ground = await makeGround({
    ...djangoProject('urlpatterns = []', "INSTALLED_APPS = INSTALLED_APPS + ['shelf']\n"),
    'shelf/__init__.py': '',
    'shelf/models.py': models,
    'shelf/management/__init__.py': '',
    'shelf/management/commands/__init__.py': '',
    'shelf/management/commands/says.py': says,
    'shelf/management/commands/writes.py': writes,
  });
  target = await startDjango(ground);
});

afterAll(async () => {
  await target.stop();
  await removeGround(ground);
});

async function run(
  name: string,
  args: ResolvedArguments,
  places: Readonly<Record<string, ParameterPlace>> = {},
): Promise<StepReport> {
  const names = Object.keys(args).map((one): [string, ParameterPlace] => [one, places[one] ?? 'argument']);
  const operation = operationOf({ kind: 'command', command: name }, Object.fromEntries(names));
  return target.step('mallory', target.prepare(operation, args), 10_000);
}

describe('a command', () => {
  it('gets arguments in the order declared and options by name', async () => {
    const args = { '--format': text('../f'), target: text('a b'), second: text('') };
    const report = await run('says', args, { '--format': 'option' });
    const [printed, noticed] = bodyOf(report).split('\n');
    expect(JSON.parse(printed ?? '')).toEqual({ target: 'a b', second: '', format: '../f' });
    expect(noticed).toBe('noticed');
    expect(report.response).toMatchObject({ status: null, exception: null });
  });

  it('gets text that is not UTF-8 as the command line would give it', async () => {
    const report = await run('says', { target: text('\udcff') });
    expect(JSON.parse(bodyOf(report).split('\n')[0] ?? '')).toMatchObject({ target: '\udcff' });
  });

  it('gets a JSON argument as text', async () => {
    const report = await run('says', { target: { kind: 'json', json: { a: 1 } } });
    expect(JSON.parse(bodyOf(report).split('\n')[0] ?? '')).toMatchObject({ target: '{"a":1}' });
  });

  it('gets a file of the inbox as its path', async () => {
    const target = { kind: 'path', path: '/inbox/a.zip', content: Buffer.from('') } as const;
    const report = await run('says', { target });
    expect(JSON.parse(bodyOf(report).split('\n')[0] ?? '')).toMatchObject({ target: '/inbox/a.zip' });
  });

  it('is seen at what it touches, at its own line', async () => {
    const report = await run('writes', { name: text('../out') });
    expect(linesOf(report.hooks, ground)).toEqual(['create {moat}/out']);
    expect(report.hooks[0]?.location).toMatchObject({
      file: join(ground.config, 'shelf/management/commands/writes.py'),
      function: 'handle',
    });
    expect(bodyOf(report)).toBe('about to write\n{"id": "../out"}\n');
  });

  it.each([
    ['that fails answers with its CommandError', 'bad', 'django.core.management.base.CommandError'],
    ['that exits answers with SystemExit', 'left', 'SystemExit'],
    ['whose argument holds a NUL answers with the exception', 'a\0b', 'ValueError'],
  ])('%s, and with what it had printed', async (_, name, type) => {
    const report = await run('writes', { name: text(name) });
    expect(report.response.exception?.type).toBe(type);
    expect(bodyOf(report)).toBe('about to write\n');
  });

  it('refuses words that it does not take with a CommandError', async () => {
    const { response } = await run('writes', { name: text('--nonsense') });
    expect(response.exception?.type).toBe('django.core.management.base.CommandError');
  });

  it('that is not there is told in one sentence with those that are', async () => {
    await expect(run('says_not', {})).rejects.toThrow(
      "there is no management command 'says_not'; the project has says, writes, beside Django's own",
    );
  });

  it('of Django itself runs too, and is not listed', async () => {
    expect(bodyOf(await run('check', {}))).toContain('no issues');
    expect(target.description.commands).toEqual([
      { name: 'says', application: 'shelf' },
      { name: 'writes', application: 'shelf' },
    ]);
  });
});

describe('a file field', () => {
  const save = async (field: string, name: string): Promise<StepReport> => {
    const operation = operationOf({ kind: 'field', field }, { name: 'argument', content: 'argument' });
    return target.step(
      'mallory',
      target.prepare(operation, { name: text(name), content: text('c') }),
      10_000,
    );
  };

  it('saves below its folder by the name that it makes', async () => {
    expect(jsonOf(await save('shelf.Paper.file', 'one.txt'))).toBe('papers/one.txt');
    expect(await readFile(join(ground.sandbox, 'papers/one.txt'), 'utf8')).toBe('c');
  });

  it('whose folder is a planted link follows it, and that is seen', async () => {
    await mkdir(join(ground.moat, 'elsewhere'));
    await symlink(join(ground.moat, 'elsewhere'), join(ground.sandbox, 'kept'));
    const report = await save('shelf.Paper.loose', 'two.txt');
    expect(linesOf(report.hooks, ground)).toContain('create {moat}/elsewhere/two.txt');
  });

  it('refuses a traversal by an exception, or takes the base name alone', async () => {
    await writeFile(join(ground.moat, 'kept'), '');
    const report = await save('shelf.Paper.file', '../../kept');
    expect(linesOf(report.hooks, ground).filter((line) => line.includes('{moat}'))).toEqual([]);
  });

  it.each(['shelf.Paper.title', 'shelf.Paper.nothing', 'shelf.Nothing.file', 'nothing.Paper.file'])(
    'that is not there is told by name: %s',
    async (field) => {
      await expect(save(field, 'x')).rejects.toThrow(field);
    },
  );
});
