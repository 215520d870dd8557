/** What a config may say of operations and values, and how it is completed. */
import { describe, expect, it } from 'vitest';
import { completeConfig } from '../../config/completeConfig.ts';
import { checkConfig } from '../../config/schema.ts';
import { archive, fixed, json, text } from '../../config/userConfig.ts';
import { completed } from './kit.ts';

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
