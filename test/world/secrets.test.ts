/** What opens something to whoever holds it is not known of victims; identifiers and cursors are. */
import { expect, it } from 'vitest';
import { withoutSecrets } from '../../world/secrets.ts';

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
  const { known: left, withheld } = withoutSecrets(known, 'attacker');
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
  const getsAbout = [{ operation: 'make', name: 'response.token' }];
  expect(withoutSecrets(known, 'attacker', getsAbout)).toEqual({ known, withheld: [] });
});
