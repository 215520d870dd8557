/** What opens something to whoever holds it is not known of victims; identifiers and cursors are. */
import { describe, expect, it } from 'vitest';
import type { Operation, Parameter } from '../../model/operation.ts';
import { withoutSecrets } from '../../world/rehearsal/secrets.ts';
import { secretWords } from '../../world/rehearsal/secretWords.ts';
import { openSite } from './siteKit.ts';

function heldBack(
  name: string,
  value: string,
  ofAttacker: string = 'of-attacker',
  operation: string = 'ask',
): boolean {
  const known = [
    { actor: 'attacker', operation, name, value: ofAttacker },
    { actor: 'victim', operation, name, value },
    { actor: 'victim', operation: 'use', name: 'arguments.given', value },
  ];
  const { known: left, withheld } = withoutSecrets(known, 'attacker', { operations: [], attackerKnows: [] });
  expect(withheld.includes(`${operation} ${name}`)).toBe(left.length < known.length);
  expect(left[0]).toEqual(known[0]);
  return left.length === 1;
}

it.each([
  ['response.token', '8f14e45f'],
  ['response.share.accessToken', '8f14e45f'],
  ['response.tokens.0', '8f14e45f'],
  ['arguments.file-s3f-signature', 'c2lnbmF0dXJl'],
  ['arguments.X-Share-Token', '8f14e45f'],
  ['response.access', 'eyJhbGciOiJIUzI1NiJ9.e30.ZRrHA1JJJW8opsbCGfG'],
  ['response.link', 'doc-1:1tXyZa:Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE'],
  ['response.url', 'http://127.0.0.1/media/a.txt?X-Amz-Date=1&X-Amz-Signature=8f14e45f'],
  ['response.invite_code', 'Xk3vPq8LmZr2Tn5w'],
  ['response.check', '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae'],
  ['response.api_key', '8f14e45fceea.167a5a36dedd'],
  ['response.accessKey', 'AKXk3vPq8LmZr2Tn5w'],
  ['response.session', 'Zb3kq9XUeW2vRtY7uIoPaS5d'],
  ['arguments.sid', 'Zb3kq9XUeW2vRtY7uIoPaS5d'],
  ['arguments.proof', 'a94a8fe5ccb19ba61c4c0873d391e987982fbbd3'],
])('a victim’s secret is held back wherever it appears: %s', (name, value) => {
  expect(heldBack(name, value)).toBe(true);
});

it.each([
  ['response.id', '8f14e45fceea167a5a36dedd4bea2543'],
  ['response.nextToken', '8f14e45fceea167a5a36dedd4bea2543'],
  ['response.page_token', '8f14e45f'],
  ['response.design', 'assigned'],
  ['response.key', 'tmp/8f14e45f/a.txt'],
  ['response.public_key_id', '8f14e45fceea167a5a36dedd4bea2543'],
  ['response.keyboard', 'Zb3kq9XUeW2vRtY7uIoPaS5d'],
  ['response.access', '8f14e45fceea167a5a36dedd4bea2543'],
  ['response.session', '0f8fad5b-d9cb-469f-a165-70867728950e'],
  ['response.at', '2026-01-01T00:00:00+00:00'],
  ['response.url', '/files/8f14e45f?version=2'],
  ['response.code', 'DE'],
  ['arguments.code', 'zqjbeiodggoaotaq'],
  ['response.sha256', '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae'],
  ['response.item', 'acme:0f8fad5b-d9cb-469f-a165-70867728950e'],
])('an identifier, a cursor and a name stay known: %s', (name, value) => {
  expect(heldBack(name, value)).toBe(false);
});

it('a key is a secret by what makes it, too', () => {
  const key = '8f14e45fceea.Xk3vPq8LmZr2Tn5w';
  expect(heldBack('response.key', key, undefined, 'createApiKey')).toBe(true);
  expect(heldBack('response.key', key, undefined, 'upload')).toBe(false);
  expect(heldBack('response.id', key, undefined, 'createApiKey')).toBe(false);
});

it('what the attacker is given as well is no secret', () => {
  expect(heldBack('response.token', 'same-for-all', 'same-for-all')).toBe(false);
});

it('what is said to get about is no secret, wherever it appears', () => {
  const known = ['make', 'use'].map((operation) => ({
    ...{ actor: 'victim', operation, name: 'response.token', value: '8f14e45f' },
  }));
  const attackerKnows = [{ operation: 'make', name: 'response.token' }];
  expect(withoutSecrets(known, 'attacker', { operations: [], attackerKnows })).toMatchObject({
    known,
    withheld: [],
  });
});

describe('each word has an example that holds:', () => {
  it.each(secretWords.map(({ kind, word, needs, example }) => [kind, word, needs, example] as const))(
    '%s %s',
    (kind, _, needs, [name, value]) => {
      const opens = kind === 'opens' || kind === 'session' || kind === 'key';
      expect(heldBack(name, value)).toBe(opens);
      // The other way round: what everybody knows, or the same value by a name that says nothing of it.
      if (opens) expect(heldBack(needs === 'made up' ? name : 'response.place', 'Aachen')).toBe(false);
      else expect(heldBack('response.proof', value) || heldBack('response.token', value)).toBe(true);
    },
  );
});

describe('a session is a secret', () => {
  const ofDjango = 'dg7dv49f6av29l4ru4nhb44sl2vl38hz';
  it.each([
    ['of letters and digits', 'response.session', ofDjango],
    ['of hexadecimal digits', 'arguments.JSESSIONID', '8f14e45fceea167a5a36dedd4bea2543'],
    ['in base64', 'response.session_id', 'Zb3kq9XUeW2vRtY7uIoPaS5d'],
    ['with the name of its user before it', 'response.session', `zqabcdefghijklmn.${ofDjango}`],
  ])('in any form: %s', (_, name, value) => {
    expect(heldBack(name, value)).toBe(true);
  });

  it.each([
    ['a lesson by UUID', '0f8fad5b-d9cb-469f-a165-70867728950e'],
    ['a lesson by number', '4711'],
    ['a lesson by time', '2026-01-01T10:00:00Z'],
    ['a lesson by words', 'introduction-to-python3'],
    ['a name that was sent', 'zqabcdefghijklmn'],
  ])('unless a thing is meant: %s', (_, value) => {
    expect(heldBack('response.session', value)).toBe(false);
  });
});

/** What of the victim is left of a value that `login` answers and `use` sends on. */
function leftOf(
  value: string,
  use: Parameter,
  answered = 'response.key',
  more: Partial<Operation> = {},
): string[] {
  const entry = { kind: 'call', function: 'a:b' } as const;
  const operations: Operation[] = [
    { name: 'login', entry, parameters: [], ...more },
    { name: 'use', entry, parameters: [use] },
  ];
  const sent = (use.example as string | undefined)?.replace('{from}', value) ?? value;
  const known = ['attacker', 'victim'].flatMap((actor) => [
    { actor, operation: 'login', name: answered, value: actor === 'victim' ? value : 'of-attacker' },
    { actor, operation: 'use', name: `arguments.${use.name}`, value: actor === 'victim' ? sent : 'of-me' },
    { actor, operation: 'use', name: 'item.pk', value: actor === 'victim' ? `user#${value}` : 'user#1' },
  ]);
  const { known: left } = withoutSecrets(known, 'attacker', { operations, attackerKnows: [] });
  return left.filter(({ actor }) => actor === 'victim').map(({ name }) => name);
}

describe('secrecy follows a value', () => {
  const key = '7p2m9c4x1k8v3b6n';
  const id = '0f8fad5b-d9cb-469f-a165-70867728950e';
  const from = { operation: 'login', name: 'response.key' };
  const inCookie = (name: string): Parameter => ({ name, kind: 'text', place: 'cookie', from });

  it('from what is made of it to where it comes from, and to what holds it', () => {
    const header: Parameter = {
      ...{ name: 'Authorization', kind: 'text', place: 'header', from, example: 'Bearer {from}' },
    };
    expect(leftOf(key, header)).toEqual([]);
    expect(leftOf(key, { ...header, name: 'X-Kind' })).toEqual([
      'response.key',
      'arguments.X-Kind',
      'item.pk',
    ]);
  });

  it('out of a cookie, whatever both are called', () => {
    expect(leftOf(key, inCookie('c'))).toEqual([]);
    expect(leftOf(id, inCookie('sessionid'))).toEqual([]);
    expect(leftOf(key, { ...inCookie('c'), place: 'query' })).toHaveLength(3);
  });

  it('but a cookie that names a thing holds its name', () => {
    expect(leftOf(key, inCookie('cart_id'))).toHaveLength(3);
    expect(leftOf(id, inCookie('workspace'))).toHaveLength(3);
    expect(leftOf('mallory', inCookie('sessionid'))).toHaveLength(3);
  });
});

describe('the config says', () => {
  const key = '7p2m9c4x1k8v3b6n';
  const plain: Parameter = { name: 'q', kind: 'text', place: 'query' };

  it('that a parameter opens something, or is everybody’s', () => {
    expect(leftOf(key, plain)).toHaveLength(3);
    expect(leftOf(key, { ...plain, secret: true })).toEqual([]);
    expect(leftOf(key, { ...plain, name: 'token' })).toEqual([]);
    expect(leftOf(key, { ...plain, name: 'token', public: true })).toHaveLength(3);
  });

  it('that a member of an answer opens something, or is everybody’s', () => {
    const says = (name: string, is: 'secret' | 'public') => ({ response: [{ name, is }] });
    expect(leftOf(key, plain, 'response.links.0.slug', says('response.links.*.slug', 'secret'))).toEqual([]);
    expect(leftOf(key, plain, 'response.links.0.slug', says('response.links.*', 'secret'))).toHaveLength(3);
    expect(leftOf(key, plain, 'response', says('response', 'secret'))).toEqual([]);
    expect(leftOf(key, plain, 'response.token')).toEqual([]);
    expect(leftOf(key, plain, 'response.token', says('response.token', 'public'))).toHaveLength(3);
  });
});

it('a name that holds a secret is one', () => {
  const session = 'dg7dv49f6av29l4ru4nhb44sl2vl38hz';
  const known = [{ actor: 'victim', operation: 'login', name: 'response.session', value: session }];
  const { holds } = withoutSecrets(known, 'attacker', { operations: [], attackerKnows: [] });
  expect(holds(`sessions/sessionid${session}`)).toBe(true);
  expect(holds('sessions/notes.txt')).toBe(false);
});

describe('in a world', () => {
  const share = `
def share(request):
    return JsonResponse({'token': keep(next_id(), {'token': 'c2hhcmVk' + tenant_of(request)})['token']})

urlpatterns = [path('share', share)]
`;
  const operations = { share: { http: 'POST /share' } };

  it.each([
    ['nothing', {}, []],
    ['the token', { attacker: { knows: ['share.response.token'] } }, ['mallory2']],
  ])('an attacker of whom the config says to know %s knows that of a victim', async (_, more, owners) => {
    const site = await openSite(share, operations, more);
    try {
      const tokens = site.world.knowledge.known.filter(
        ({ actor, name }) => actor === 'victim' && name === 'response.token',
      );
      expect(tokens.map(({ value }) => value)).toEqual(owners.map((owner) => `c2hhcmVk${owner}`));
    } finally {
      await site.close();
    }
  });
});
