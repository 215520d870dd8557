/** What a config may say, how it is completed, and how a wrong field is told. */
import { describe, expect, it } from 'vitest';
import { completeConfig } from '../../config/completeConfig.ts';
import { checkConfig } from '../../config/schema.ts';
import { archive, bytes, file, fixed, json, text, type UserConfig } from '../../config/userConfig.ts';
import type { Operation } from '../../model/operation.ts';

function completed(operations: UserConfig['operations'] & object): readonly Operation[] {
  const config = checkConfig({ operations }, 'c.ts');
  return completeConfig(config, '/project/c.ts').operations;
}

describe('a command', () => {
  it('keeps its arguments in order, then its options', () => {
    const [operation] = completed({
      clean: {
        command: 'clean_up',
        arguments: { second: text(), first: json() },
        options: { '--tenant': fixed('{actor}') },
      },
    });
    expect(operation).toEqual({
      name: 'clean',
      entry: { kind: 'command', command: 'clean_up' },
      parameters: [
        { name: 'second', kind: 'text', place: 'argument' },
        { name: 'first', kind: 'json', place: 'argument' },
        { name: '--tenant', kind: 'text', place: 'option', example: '{actor}', fixed: true },
      ],
    });
  });

  it('takes a file by its path', () => {
    const [operation] = completed({
      load: { command: 'load', arguments: { from: archive({ as: 'path' }) } },
    });
    expect(operation?.parameters[0]).toMatchObject({ as: 'path', place: 'argument' });
  });

  it('may be an operator’s, and take values from other operations', () => {
    const [, operation] = completed({
      put: { call: 'a:b', arguments: { name: text() } },
      all: { command: 'all', options: { '--name': text({ from: 'put.arguments.name' }) }, operator: true },
    });
    expect(operation).toMatchObject({
      operator: true,
      parameters: [{ from: { operation: 'put', name: 'arguments.name' } }],
    });
  });
});

describe('a storage', () => {
  it('stands for the methods that touch something', () => {
    expect(completed({ media: { storage: 'default' } }).map(({ name }) => name)).toEqual(
      ['save', 'open', 'listdir', 'delete'].map((method) => `media.${method}`),
    );
  });

  it('gives new names to what makes names, and saved ones to what looks for files', () => {
    const methods = ['save', 'url', 'path', 'getAvailableName', 'generateFilename', 'getValidName'] as const;
    const made = completed({ media: { storage: 'default', methods } });
    const withFrom = made.filter(({ parameters }) => parameters.some(({ from }) => from !== undefined));
    expect(withFrom.map(({ name }) => name)).toEqual(['media.url', 'media.path']);
    expect(made).toHaveLength(methods.length);
  });
});

describe('a request', () => {
  it.each([
    [
      'FETCH /',
      'operations.ask.http: FETCH is no method of HTTP; there are GET, HEAD, POST, PUT, PATCH, DELETE, ',
    ],
    ['get /', 'operations.ask.http: must be a method and a path, like "POST /assets/{name}/"'],
    ['GET', 'operations.ask.http: must be a method and a path'],
  ])('is no %s', (http, message) => {
    expect(() => checkConfig({ operations: { ask: { http } } }, 'c.ts')).toThrow(`c.ts: ${message}`);
  });

  it.each(['GET /', 'PROPFIND /'])('is %s', (http) => {
    expect(() => checkConfig({ operations: { ask: { http } } }, 'c.ts')).not.toThrow();
  });
});

it('a storage or a field works for all tenants, because nothing tells it of one', () => {
  const operations = { media: { storage: 'default' }, paper: { field: 'shelf.Paper.file' } };
  const config = checkConfig({ actors: { attacker: {}, victim: {} }, operations }, 'c.ts');
  expect(completeConfig(config, '/c.ts').operations.every(({ operator }) => operator === true)).toBe(true);
  expect(completed(operations).some(({ operator }) => operator === true)).toBe(false);
});

it('a file field takes a name and content', () => {
  const [operation] = completed({ paper: { field: 'shelf.Paper.file' } });
  expect(operation?.parameters.map(({ name, kind }) => [name, kind])).toEqual([
    ['name', 'text'],
    ['content', 'bytes'],
  ]);
});

describe('a wrong field is told with its path and what is allowed', () => {
  it.each([
    [
      'operation-of-no-kind',
      { x: { comand: 'a' } },
      'operations.x: must have one of http, call, consumer, storage, field, command',
    ],
    [
      'command-name',
      { x: { command: './manage.py x' } },
      'operations.x.command: must name a management command, like "export_assets"',
    ],
    [
      'unknown-field',
      { x: { command: 'a', option: {} } },
      'operations.x.option: unknown field; allowed: command, arguments, options, operator, after',
    ],
    [
      'file-for-a-command',
      { x: { command: 'a', arguments: { f: file() } } },
      "operations.x.arguments.f.kind: a command takes words: text(), json(), fixed(), or file(), bytes() and archive() as: 'path'",
    ],
    [
      'bytes-for-a-command',
      { x: { command: 'a', options: { '--f': bytes() } } },
      "operations.x.options.--f.kind: a command takes words: text(), json(), fixed(), or file(), bytes() and archive() as: 'path'",
    ],
    [
      'option-without-dashes',
      { x: { command: 'a', options: { format: text() } } },
      'operations.x.options.format: must be a long option, like "--format"',
    ],
    [
      'field-without-model',
      { x: { field: 'Paper.file' } },
      'operations.x.field: must name a file field of a model, like "app.Model.file"',
    ],
    [
      'method-of-storage',
      { x: { storage: 'default', methods: ['get_valid_name'] } },
      'operations.x.methods.0: must be one of save, open, delete',
    ],
  ])('%s', (_, operations, message) => {
    expect(() => checkConfig({ operations }, 'c.ts')).toThrow(`c.ts: ${message}`);
  });

  it.each([
    ['publsh', '"publsh" is no other operation; there are publish'],
    ['show', '"show" is no other operation; there are publish'],
  ])('after %s', (after, message) => {
    const operations = { show: { call: 'a:b', after: [after] }, publish: { call: 'a:c' } };
    expect(() => completed(operations)).toThrow(`operations.show.after: ${message}`);
  });

  it('example-from-nowhere', () => {
    const operations = { x: { command: 'a', options: { '--f': text({ example: 'a/{from}' }) } } };
    expect(() => completed(operations)).toThrow(
      'operations.x: --f: the example holds {from}, and no `from` says what goes there',
    );
  });

  it('knows', () => {
    const user = { operations: { share: { call: 'a:b' } } };
    const knows = (...all: readonly string[]) =>
      completeConfig({ ...user, attacker: { knows: all } }, '/c/t.ts');
    expect(knows('share.response.token').attacker.knows).toEqual([
      { operation: 'share', name: 'response.token' },
    ]);
    expect(() => knows('tokens')).toThrow('attacker.knows: "tokens" names no value');
  });

  it('powers', () => {
    const attacker = { powers: ['request', { 'own-folder': ['../x'] }] };
    expect(() => checkConfig({ attacker }, 'c.ts')).toThrow('attacker.powers.1');
  });

  it('from-nowhere', () => {
    const operations = { x: { command: 'a', options: { '--f': text({ from: 'y.response' }) } } };
    expect(() => completed(operations)).toThrow(
      'operations.x: --f.from: "y.response" names no value; write OPERATION.arguments.NAME or OPERATION.response.FIELD with one of the operations x',
    );
  });
});

describe('powers', () => {
  const powersOf = (user: UserConfig) => {
    const { powers, granted, ownFolders } = completeConfig(checkConfig(user, 'c.ts'), '/c.ts').attacker;
    return { powers, granted, ownFolders };
  };
  const tenants = { actors: { attacker: {}, victim: {} } };

  it('that are not said are searched with tenants, and those beyond requests and temporary folders not granted', () => {
    const granted = ['request', 'shared-temp'];
    expect(powersOf({})).toEqual({ powers: granted, granted, ownFolders: null });
    const all = ['request', 'own-folder', 'shared-temp', 'race', 'hard-link'];
    expect(powersOf(tenants)).toEqual({ powers: all, granted, ownFolders: null });
  });

  it('that are said are granted, and no others searched', () => {
    const said = ['request', 'own-folder'] as const;
    const attacker = { powers: said };
    expect(powersOf({ ...tenants, attacker })).toEqual({ powers: said, granted: said, ownFolders: null });
  });

  it('may reach some folders alone, by root or below the first', () => {
    const sandbox = { roots: ['media', 'themes'] };
    const attacker = { powers: ['race', { 'own-folder': ['themes', 'sites/{actor}', 'themes/a'] }] as const };
    const { granted, ownFolders } = powersOf({ ...tenants, sandbox, attacker });
    expect(granted).toEqual(['request', 'own-folder', 'race']);
    expect(ownFolders).toEqual([
      { root: 'themes', path: '', named: false },
      { root: 'media', path: 'sites/attacker', named: true },
      { root: 'themes', path: 'a', named: false },
    ]);
  });
});

describe('actors', () => {
  const operations = (more: object) => ({ ask: { call: 'a:b', ...more } });
  const complete = (user: object) => completeConfig(checkConfig(user, 'c.ts'), '/c.ts');
  const words = { tenant: 'acme#eu' };
  const asking = { ask: { http: 'GET /' } };

  it.each([
    [
      'an-argument',
      { attacker: {}, victim: {} },
      { ask: { http: 'GET /', query: { of: fixed('{actor}') } } },
    ],
    ['a-hook', { attacker: { hook: 'a:b' }, victim: { hook: 'a:b' } }, asking],
    ['a-login', { attacker: { login: { username: 'a' } }, victim: { login: { username: 'b' } } }, asking],
    [
      'what-is-computed',
      { attacker: {}, victim: {} },
      { ask: { http: 'GET /', query: { of: text({ compute: 'a:b' }) } } },
    ],
    ['no-request', { attacker: {}, victim: {} }, operations({})],
  ])('may be told apart by %s alone', (_, actors, declared) => {
    expect(complete({ actors, operations: declared }).actors).toHaveLength(2);
  });

  it('have any name, and words in what they send', () => {
    const actors = {
      attacker: { words, headers: { 'X-Tenant': '{actor.tenant}' }, login: { username: '{actor}' } },
      'acme#eu/north': { cookies: { t: 'a' }, identities: { lonely: { headers: { 'X-User': '{actor}' } } } },
    };
    const [attacker, victim] = complete({ actors }).actors;
    expect(attacker).toMatchObject({
      headers: { 'X-Tenant': 'acme#eu' },
      login: { username: 'attacker' },
      identities: {},
    });
    expect(victim).toMatchObject({
      name: 'acme#eu/north',
      identities: { lonely: { headers: { 'X-User': 'acme#eu/north' }, cookies: {}, login: null } },
    });
  });

  it.each([
    [
      'actors-alike',
      {
        actors: { attacker: { headers: { A: 'b' } }, one: {}, two: { headers: { A: 'b' } } },
        operations: asking,
      },
      "actors: attacker and two send the same headers, cookies and login, so that the target cannot tell them apart; give each its own, like headers: { 'X-Tenant': '{actor}' }",
    ],
    ['a-name-of-an-identity', { actors: { attacker: {}, 'a as b': {} } }, 'actors.a as b: must be a name'],
    [
      'no-such-identity',
      { actors: { attacker: {} }, operations: operations({ as: 'lonely' }) },
      'operations.ask.as: attacker has no identity "lonely"',
    ],
    [
      'no-such-word',
      {
        actors: { attacker: { words }, victim: {} },
        operations: operations({ arguments: { a: text({ example: '{actor.tenant}/{token}' }) } }),
      },
      'operations.ask: {actor.tenant} is asked for, and victim has no such word',
    ],
    [
      'no-such-word-in-a-header',
      { actors: { attacker: { headers: { 'X-Tenant': '{actor.tenant}' } } } },
      'actors.attacker: {actor.tenant} is asked for, and there is no such word',
    ],
  ])('that are wrong are told: %s', (_, user, message) => {
    expect(() => complete(user)).toThrow(message);
  });

  it('may all be nobody', () => {
    expect(complete({ operations: operations({ as: 'anonymous' }) }).operations[0]?.as).toBe('anonymous');
  });
});

describe('what is said of members of answers', () => {
  const response = {
    session: { secret: true },
    'links.*.slug': { public: true },
    '': { secret: true },
  } as const;

  it('is kept by their names', () => {
    const [login] = completed({ login: { call: 'a:b', response } });
    expect(login?.response).toEqual([
      { name: 'response.session', is: 'secret' },
      { name: 'response.links.*.slug', is: 'public' },
      { name: 'response', is: 'secret' },
    ]);
  });

  it('is one thing or the other', () => {
    const wrong = { login: { call: 'a:b', response: { session: { secret: true, public: true } } } };
    expect(() => checkConfig({ operations: wrong }, 'c.ts')).toThrow('operations.login.response.session');
  });
});

describe('where a value comes from', () => {
  const operations = (from: unknown) => ({
    put: { call: 'a:b', arguments: { name: text(), body: json() } },
    show: { call: 'a:c', arguments: { id: { kind: 'text', from } } },
  });
  const completedFrom = (from: unknown) =>
    completeConfig(checkConfig({ operations: operations(from) }, 'c.ts'), '/c.ts').operations[1]
      ?.parameters[0]?.from;

  it.each([
    ['put.response.items.-1.id', { operation: 'put', name: 'response.items.-1.id' }],
    ['put.arguments.body.ids.0', { operation: 'put', name: 'arguments.body.ids.0' }],
    [
      { operation: 'put', match: '/notes/(\\d+)', header: 'Location' },
      { operation: 'put', name: 'response {"header":"Location","match":"/notes/(\\\\d+)"}' },
    ],
  ])('%j', (from, completed) => {
    expect(completedFrom(from)).toEqual(completed);
  });

  it.each([
    ['put.arguments.nam', 'operations.show: id.from: put has no parameter nam; it has name, body'],
    [
      { operation: 'pat', header: 'a' },
      'operations.show: id.from.operation: "pat" is no operation; there are put, show',
    ],
    [
      { operation: 'put' },
      'operations.show.arguments.id.from: must say where in the answer: header, cookie, select or match',
    ],
    [
      { operation: 'put', header: 'a', cookie: 'b' },
      'operations.show.arguments.id.from: names one place: header, cookie or select',
    ],
    [
      { operation: 'put', header: 'a', attribute: 'b' },
      'operations.show.arguments.id.from.attribute: is of an element: add select',
    ],
    [{ operation: 'put', select: 'a[' }, 'operations.show.arguments.id.from.select: must be a CSS selector'],
    [
      { operation: 'put', match: '(' },
      'operations.show.arguments.id.from.match: must be a regular expression',
    ],
    [
      { operation: 'put', css: 'a' },
      'operations.show.arguments.id.from.css: unknown field; allowed: operation, header, cookie, select, attribute, match',
    ],
  ])('%j', (from, message) => {
    expect(() => completedFrom(from)).toThrow(`c.ts: ${message}`);
  });
});

describe('files of the sandbox', () => {
  it('lie in the folder whose name their path begins with, or in the first', () => {
    const files = { 'hello.txt': '1', 'media/hello.txt': '2', 'pages/hello.txt': '3' };
    const config = { sandbox: { settings: { MEDIA_ROOT: 'media' }, environment: { PAGES: 'pages' }, files } };
    expect(completeConfig(checkConfig(config, 'c.ts'), '/project/c.ts').roots.files).toEqual([
      { root: 'media', path: 'hello.txt', text: '1' },
      { root: 'media', path: 'hello.txt', text: '2' },
      { root: 'pages', path: 'hello.txt', text: '3' },
    ]);
  });
});
