/** What a driver that mines says about requests to real Django views, and that views answer as they do without it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StepReport, Target } from '../../model/target.ts';
import { ask, bodyOf, type Ground, makeGround, removeGround, startDjango } from './kit.ts';
import { get, goodForm, lineOf, miningSite, post, postFile, postJson } from './miningSite.ts';

let grounds: readonly Ground[] = [];
let mining: Target;
let plain: Target;

beforeAll(async () => {
  grounds = [await makeGround(miningSite), await makeGround(miningSite)];
  const [one, other] = grounds;
  if (one === undefined || other === undefined) throw new Error('no ground');
  mining = await startDjango(one, { mines: true });
  plain = await startDjango(other);
});

afterAll(async () => {
  await mining.stop();
  await plain.stop();
  for (const ground of grounds) await removeGround(ground);
});

type Sent = ReturnType<typeof get>;

function send(target: Target, { method, target: path, headers, body }: Sent): Promise<StepReport> {
  return ask(target, method, path, { headers, body });
}

/** The findings as lines: `form name needed`, with what is special about each. */
async function minedOf(sent: Sent): Promise<string[]> {
  return ((await send(mining, sent)).mined ?? []).map(lineOf);
}

describe('a lookup in the query', () => {
  it('is found where the name is missing', async () => {
    expect(await minedOf(get('/query'))).toEqual([
      'query page optional missing default=1 integer',
      'query order needed missing',
    ]);
  });

  it('is found with the words that a value is compared with', async () => {
    expect(await minedOf(get('/query?order=x&page=2'))).toEqual([
      'query page optional default=1 integer',
      'query order needed words:asc|desc',
    ]);
    expect(await minedOf(get('/query?order=asc&tag=a&tag=b'))).toContain('query tag optional repeated');
    expect(await minedOf(get('/query?order=asc'))).toContain('query flag asked missing');
  });
});

describe('a lookup in a form', () => {
  it('is found with the method that leads to it', async () => {
    expect(await minedOf(get('/form'))).toEqual(['method optional words:POST']);
    expect(await minedOf(post('/form', {}))).toEqual([
      'method optional words:POST',
      'form name needed missing',
    ]);
  });

  it('is found with what becomes of each value', async () => {
    expect(await minedOf(post('/form', goodForm))).toEqual([
      'method optional words:POST',
      'form name needed pattern:^[a-z]{3,8}$! length:12',
      'form day needed date:%Y-%m-%d',
      'form kind needed words:pdf|txt',
      'form handler needed words:down|up',
      'form id needed uuid',
      'form at needed time:%Y-%m-%d %H:%M',
      'form sum needed number',
      'form rate needed number',
      'form colour needed words:red|blue',
      'form code needed pattern:[A-Z]{2}[0-9]+!',
      'form data needed base64',
      'form raw needed json',
    ]);
  });

  it('is found where a form of Django makes it', async () => {
    const found = await minedOf(post('/contact', { subject: 's', copies: '3', topic: 'help' }));
    expect(found).toContain('form subject needed library length:20');
    expect(found).toContain('form copies optional library integer');
    expect(found).toContain('form mail optional missing library email');
    expect(found).toContain('form topic needed library words:sales|help');
    expect(found).toContain('files attached optional missing library');
    expect(await minedOf(post('/group', {}))).toContain('form name needed missing library length:150');
  });
});

describe('a lookup in JSON', () => {
  it('is found as a wish for JSON where there is none', async () => {
    expect(await minedOf({ ...postJson('/body', {}), body: '' })).toEqual(['json needed missing']);
    expect(await minedOf({ ...postJson('/body', {}), body: '{]' })).toEqual(['json needed missing']);
  });

  it('is found where something stands in for an empty body', async () => {
    expect(await minedOf(get('/lenient'))).toEqual(['json needed missing', 'json title needed missing']);
    expect(await minedOf(postJson('/lenient', { title: 't' }))).toEqual(['json needed', 'json title needed']);
  });

  it('is found in nested members, with the types that are asked for', async () => {
    expect(await minedOf(postJson('/body', {}))).toEqual(['json needed', 'json count needed missing']);
    expect(await minedOf(postJson('/body', { count: 'x' }))).toEqual([
      'json needed',
      'json count needed integer',
    ]);
    expect(await minedOf(postJson('/body', { count: 1, items: 'x' }))).toEqual([
      ...['json needed', 'json count needed', 'json items needed list'],
    ]);
    expect(await minedOf(postJson('/body', { count: 1, items: [{}] }))).toContain(
      'json items.*.id needed missing',
    );
    const found = await minedOf(postJson('/body', { count: 1, title: 't', items: [{ id: 'a' }] }));
    expect(found).toEqual([
      ...['json needed', 'json count needed', 'json items needed repeated', 'json items.*.id needed'],
      ...['json owner optional missing default={}', 'json owner.name optional missing default="nobody"'],
      'json title needed',
    ]);
  });
});

it('is found where a body is read and not parsed', async () => {
  const put = (target: string, body = '') => ({ ...get(target), method: 'PUT', body });
  expect(await minedOf(put('/raw'))).toContain('body needed missing');
  expect(await minedOf(put('/raw', 'aGFsbG8='))).toContain('body needed base64');
  expect(await minedOf(put('/raw?how=read', 'abc'))).toContain('body needed');
  expect(await minedOf(put('/raw?how=lines', 'abc'))).toContain('body needed');
  expect(await minedOf(put('/thing/abc/5', 'abc'))).toEqual(['body needed']);
});

describe('a lookup elsewhere', () => {
  it('is found in files, with endings and types', async () => {
    expect(await minedOf(postFile('/upload', 'other', 'a.txt'))).toEqual(['files report needed missing']);
    expect(await minedOf(postFile('/upload', 'report', 'a.bin'))).toEqual([
      'files report needed ends:.txt|.csv',
    ]);
    expect(await minedOf(postFile('/upload', 'report', 'a.csv', 'text/html'))).toEqual([
      'files report needed ends:.txt|.csv types:text/plain',
    ]);
  });

  it('is found in headers, cookies and session, and not where Django itself makes it', async () => {
    expect(await minedOf(get('/around'))).toEqual(['header X-Tenant needed missing']);
    expect(await minedOf(get('/around', [['X-Tenant', 't']]))).toEqual([
      'header X-Tenant needed',
      'header Authorization optional missing default="" begins:Bearer ',
    ]);
    const whole = [
      ['X-Tenant', 't'],
      ['Authorization', 'Bearer x'],
    ] as const;
    expect(await minedOf(get('/around', whole))).toEqual([
      'header X-Tenant needed',
      'header Authorization optional default="" begins:Bearer ',
      'cookie flavour optional missing default="plain"',
      'session last optional missing',
    ]);
  });

  it('is found in what the path gives a view', async () => {
    expect(await minedOf(get('/thing/thing1/5'))).toEqual(['path key needed begins:thing- length:null']);
  });
});

const passedOn = { name: 'a.txt', list: ['x', 1, null], attribute: 'path', deep: { er: 'y' } };

const exchanges: Readonly<Record<string, Sent>> = {
  'query-missing': get('/query'),
  'query-wrong': get('/query?order=x'),
  'query-no-number': get('/query?order=asc&page=x'),
  'query-whole': get('/query?order=asc&page=2&tag=a&tag=b&flag'),
  'form-missing': post('/form', {}),
  'form-method': get('/form'),
  'form-whole': post('/form', goodForm),
  ...Object.fromEntries(
    Object.keys(goodForm).map((name) => [`form-bad-${name}`, post('/form', { ...goodForm, [name]: '?!' })]),
  ),
  'json-missing': { ...postJson('/body', {}), body: '' },
  'json-null': postJson('/body', null),
  'json-list': postJson('/body', []),
  'json-text-for-number': postJson('/body', { count: 'x' }),
  'json-text-for-list': postJson('/body', { count: 1, items: 'xy', title: 't' }),
  'json-text-for-object': postJson('/body', { count: 1, items: [], title: 't', owner: 'me' }),
  'json-whole': postJson('/body', {
    count: 1,
    items: [{ id: 'a' }, { id: 2 }],
    title: 't',
    owner: { name: 'n' },
  }),
  'file-missing': postFile('/upload', 'other', 'a.txt'),
  'file-ending': postFile('/upload', 'report', 'a.bin'),
  'file-whole': postFile('/upload', 'report', 'a.txt'),
  'around-missing': get('/around'),
  'around-token': get('/around', [['X-Tenant', 't']]),
  'form-view': post('/contact', { subject: 's', copies: '3', topic: 'help', mail: 'a@b.example' }),
  'form-view-wrong': post('/contact', { subject: 's'.repeat(30), copies: '9', topic: 'x', mail: 'a' }),
  'create-view': post('/group', { name: 'g' }),
  'create-view-missing': post('/group', {}),
  'raw-whole': { ...get('/raw'), method: 'PUT', body: 'aGFsbG8=' },
  'raw-lines-whole': { ...get('/raw?how=lines'), method: 'PUT', body: 'a\nb' },
  'raw-read-whole': { ...get('/raw?how=read'), method: 'PUT', body: 'abcd' },
  'path-values': get('/thing/thing-1/5'),
  'path-letters': get('/thing/a%2Fb%00/5'),
  put: { ...postJson('/thing/abcdef/5', [1]), method: 'PUT' },
  'not-allowed': { ...get('/thing/abcdef/5'), method: 'DELETE' },
  'not-found': get('/nowhere'),
  'passed-on': postJson('/passed/%C3%A4b?a=1&a=2&b', passedOn),
};

it('is loaded where it is wanted alone', async () => {
  expect(bodyOf(await send(plain, get('/loaded')))).toBe('{"mining": []}');
  expect(bodyOf(await send(mining, get('/loaded')))).toContain('trespass_driver.mining.notes');
});

it('mines by ASGI too', async () => {
  const [ground] = grounds;
  if (ground === undefined) throw new Error('no ground');
  const target = await startDjango(ground, { mines: true, asgi: true });
  const found = async (sent: Sent) => ((await send(target, sent)).mined ?? []).map(lineOf);
  expect(await found(get('/around', [['X-Tenant', 't']]))).toContain('header X-Tenant needed');
  expect(await found(post('/form', {}))).toContain('form name needed missing');
  expect(await found(postJson('/body', {}))).toContain('json count needed missing');
  expect(await found(get('/thing/thing1/5'))).toContain('path key needed begins:thing- length:null');
  await target.stop();
});

describe('a view', () => {
  it.each(Object.entries(exchanges))('answers as ever: %s', async (name, sent) => {
    const [noted, ordinary] = [await send(mining, sent), await send(plain, sent)];
    const shown = ({ response }: StepReport) => ({
      status: response.status,
      body: bodyOf({ ...noted, response }),
      exception: response.exception && { ...response.exception, location: response.exception.location?.line },
    });
    expect(shown(noted)).toEqual(shown(ordinary));
    expect(ordinary).not.toHaveProperty('mined');
    if (/-whole$|-on$/.test(name)) expect(bodyOf(noted), bodyOf(noted)).toMatch(/^\{/);
  });
});
