/** Django projects: raw requests, actors, SQL and caches that are taken back, Storages, routes. */
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ResolvedArguments } from '../../model/resolvedArgument.ts';
import type { StepReport, Target } from '../../model/target.ts';
import { actors, site } from './djangoSite.ts';
import {
  ask,
  bodyOf,
  file,
  type Ground,
  jsonOf,
  linesOf,
  makeGround,
  operationOf,
  removeGround,
  startDjango,
  text,
} from './kit.ts';

let ground: Ground;
let target: Target;

beforeAll(async () => {
  ground = await makeGround(site);
  target = await startDjango(ground, {
    actors,
    setup: './hooks.py:setup',
    settings: { MEDIA_ROOT: ground.sandbox, 'NESTED.a.0.b': 'changed' },
  });
  await target.seal();
});

afterAll(async () => {
  await target.stop();
  await removeGround(ground);
});

it('says what each actor sends, by a hook too', () => {
  expect(target.description.headers).toEqual({
    mallory: {},
    alice: { 'X-Tenant': 'alice', 'X-Hooked': 'alice' },
  });
});

describe('a request', () => {
  const send = (path: string, args: ResolvedArguments) => {
    const operation = operationOf({ kind: 'http', method: 'GET', path }, { rest: 'path', q: 'query' });
    return target.step('mallory', target.prepare(operation, args), 10_000);
  };

  it.each([
    ['dotdot', '../../etc/x'],
    ['leading-slashes', '//a//b'],
    ['percent-twice', '%2e%2e%2f'],
    ['control-and-bidi', 'a\u0000\u202e\u001b'],
    ['undecodable', 'a\udcff\udc80'],
    ['semicolon', '..;/x'],
    ['backslash', '..\\x'],
  ])('reaches the target byte for byte: %s', async (_row, value) => {
    const shown = jsonOf(await send('/shown/{rest}', { rest: text(value), q: text(value) }));
    const latin1 = Buffer.from(bytesFor(value)).toString('latin1');
    expect(shown).toMatchObject({ path: `/shown/${latin1}`, host: 'localhost', method: 'GET' });
  });

  it('keeps the raw target beside the decoded path', async () => {
    const shown = jsonOf(await ask(target, 'GET', '/shown/%2e%2e/./%41?a=%2f'));
    expect(shown).toMatchObject({ path: '/shown/.././A', raw: '/shown/%2e%2e/./%41?a=%2f', query: 'a=%2f' });
  });

  it('is not asked for a CSRF token', async () => {
    expect(jsonOf(await ask(target, 'POST', '/shown/x', { body: '\u00ff' }))).toMatchObject({
      method: 'POST',
    });
  });

  it('carries a multipart file whose name only Django itself has tidied up', async () => {
    const entry = { kind: 'http', method: 'POST', path: '/upload' } as const;
    const operation = operationOf(entry, { file: 'multipart', title: 'multipart' });
    const sent = { file: file('a/..\\b "é".txt', '\u0001x'), title: text('t\r\nu') };
    const report = await target.step('mallory', target.prepare(operation, sent), 10_000);
    expect(jsonOf(report)).toEqual({
      name: 'b %22é%22.txt',
      size: 2,
      title: 't\r\nu',
      bytes: [1, 120],
    });
  });

  it('names the view that touched a file', async () => {
    const report = await ask(target, 'POST', '/write/..%2Fescaped', { body: 'x' });
    expect(linesOf(report.hooks, ground)).toEqual(['create {moat}/escaped']);
    expect(report.hooks[0]?.location).toMatchObject({
      file: join(ground.config, 'site_urls.py'),
      function: 'write',
    });
    expect(report.response.status).toBe(204);
    expect(await readFile(join(ground.moat, 'escaped'), 'utf8')).toBe('x');
  });
});

function bytesFor(value: string): Uint8Array {
  return Uint8Array.from(
    [...value].flatMap((character) => {
      const code = character.codePointAt(0) ?? 0;
      return code >= 0xdc80 && code <= 0xdcff ? [code - 0xdc00] : [...Buffer.from(character)];
    }),
  );
}

describe('an answer', () => {
  const exceptionOf = (report: StepReport) => report.response.exception;

  it('with status 500 carries the exception that caused it', async () => {
    const report = await ask(target, 'GET', '/fails');
    expect(report.response.status).toBe(500);
    expect(exceptionOf(report)).toMatchObject({
      type: 'KeyError',
      message: "'gone wrong'",
      location: { function: 'fails' },
    });
  });

  it('to a suspicious operation is a 400 without an exception', async () => {
    const report = await ask(target, 'GET', '/suspicious');
    expect(report.response.status).toBe(400);
    expect(exceptionOf(report)).toBeNull();
  });

  it('is a 500 where a view leaves the process', async () => {
    const report = await ask(target, 'GET', '/leaves');
    expect(exceptionOf(report)?.type).toBe('SystemExit');
  });

  it('of a file is read to its end', async () => {
    await ask(target, 'POST', '/write/big', { body: 'b'.repeat(100_000) });
    expect(bodyOf(await ask(target, 'GET', '/sends'))).toBe('b'.repeat(100_000));
  });

  it('is cut at a bound that is reported', async () => {
    const report = await ask(target, 'GET', '/streams');
    expect(report.limitsReached).toEqual(['responseBytesMax']);
    expect(bodyOf(report).length).toBe(2_097_152);
  });
});

describe('an actor', () => {
  it('is logged in and carries headers and cookies of its own', async () => {
    const shown = jsonOf(
      await ask(target, 'GET', '/shown/x', { actor: 'alice', headers: [['Cookie', 'a=b']] }),
    );
    expect(shown).toMatchObject({ user: 'alice', header: 'alice', cookies: { flavour: 'plain', a: 'b' } });
  });

  it('without a login is nobody', async () => {
    expect(jsonOf(await ask(target, 'GET', '/shown/x'))).toMatchObject({ user: '', header: null });
  });
});

describe('after each case', () => {
  const state = async () => jsonOf(await ask(target, 'GET', '/users'));

  it('SQL and caches are as they were sealed, logins included', async () => {
    await target.endCase();
    const before = await state();
    expect(before).toEqual({ users: ['alice', 'shared'], cache: null });
    const during = jsonOf(await ask(target, 'POST', '/users', { body: 'x' }));
    expect(during).toEqual({ users: ['alice', 'late-x', 'shared'], cache: 'yes' });
    await target.endCase();
    expect(await state()).toEqual(before);
    expect(jsonOf(await ask(target, 'GET', '/shown/x', { actor: 'alice' }))).toMatchObject({ user: 'alice' });
  });

  it('an integrity error inside a case does not outlive it', async () => {
    expect(jsonOf(await ask(target, 'GET', '/twice'))).toEqual({ users: 3 });
    await target.endCase();
    expect(jsonOf(await ask(target, 'GET', '/twice'))).toEqual({ users: 3 });
    await target.endCase();
  });

  it('what waits for a commit has run within its step', async () => {
    const report = await ask(target, 'GET', '/committed');
    expect(linesOf(report.hooks, ground)).toEqual(['create {sandbox}/committed']);
    await target.endCase();
  });

  it('a durable block is allowed', async () => {
    const report = await ask(target, 'GET', '/durable');
    expect(bodyOf(report)).toBe('durable');
    await target.endCase();
  });

  it('the real database file was never made', async () => {
    expect((await readdir(ground.config)).filter((name) => !name.endsWith('.py'))).toEqual([]);
  });
});

describe('a storage', () => {
  const on = async (
    storage: string,
    method: 'save' | 'open' | 'exists' | 'listdir',
    args: ResolvedArguments,
    options = {},
  ) => {
    const entry = { kind: 'storage', storage, method, options } as const;
    const operation = operationOf(
      entry,
      Object.fromEntries(Object.keys(args).map((name) => [name, 'argument'])),
    );
    return target.step('mallory', target.prepare(operation, args), 10_000);
  };

  it('saves and opens by its alias', async () => {
    const saved = await on('default', 'save', { name: text('s/one.txt'), content: file('x', 'hello') });
    expect(jsonOf(saved)).toBe('s/one.txt');
    expect(linesOf(saved.hooks, ground)).toContain('create {sandbox}/s/one.txt');
    expect(bodyOf(await on('default', 'open', { name: text('s/one.txt') }))).toBe('hello');
    expect(jsonOf(await on('default', 'listdir', { path: text('s') }))).toEqual([[], ['one.txt']]);
  });

  it('answers a traversal with the exception that refused it', async () => {
    const { response } = await on('default', 'save', { name: text('../x'), content: text('x') });
    expect(response.exception?.type).toMatch(/^django\.core\.exceptions\.Suspicious/);
  });

  it('is made of a class and options', async () => {
    const location = join(ground.sandbox, 'other');
    await mkdir(location);
    const options = { location };
    expect(
      jsonOf(await on('./hooks.py:plain_storage', 'save', { name: text('n'), content: text('x') }, options)),
    ).toBe('n');
    expect(await readFile(join(location, 'n'), 'utf8')).toBe('x');
  });

  it('that nobody has is said so', async () => {
    await expect(on('nowhere', 'exists', { name: text('x') })).rejects.toThrow('nowhere');
  });
});

describe('routes', () => {
  const routeOf = (path: string) => target.description.routes.find((route) => route.path === path);

  it('are templates with the types of their parameters', () => {
    expect(routeOf('/shown/{rest}')).toMatchObject({
      methods: [],
      parameters: [{ name: 'rest', converter: 'path' }],
    });
  });

  it('of nested includes carry prefixes, names, parameters and methods of the view', () => {
    expect(routeOf('/api/{tenant}/things/{key}/')).toMatchObject({
      name: 'inner:thing',
      methods: ['GET', 'DELETE'],
      parameters: [
        { name: 'tenant', converter: 'slug' },
        { name: 'key', converter: 'uuid' },
      ],
      location: { file: join(ground.config, 'site_urls.py'), function: 'Thing' },
    });
  });

  it('of decorated views carry the methods that they ask for', () => {
    expect(routeOf('/api/{tenant}/posted')?.methods).toEqual(['POST']);
    expect(routeOf('/both/')?.methods).toEqual(['GET', 'PUT']);
  });

  it('of regular expressions name their groups', () => {
    expect(routeOf('/old/{year}/{1}.txt')).toMatchObject({
      name: 'old',
      parameters: [
        { name: 'year', converter: '[0-9]{4}' },
        { name: '1', converter: '\\w+' },
      ],
    });
  });
});

it('describes the interpreter and Django', () => {
  expect(target.description.python).toMatch(/^3\.\d+\.\d+/);
  expect(target.description.django).toMatch(/^\d+\.\d+/);
});
