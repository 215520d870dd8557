/** Names by which actors are told apart are known to attacks; secrets are not. */
import { expect, it } from 'vitest';
import type { Actor } from '../../model/target.ts';
import { identitiesOf } from '../../world/owners/identities.ts';

function actor(name: string, headers: Actor['headers'], login: Actor['login'] = null): Actor {
  return { name, headers, cookies: { session: name }, login, hook: null };
}

function told(...actors: readonly Actor[]): string[] {
  return identitiesOf(actors).map((known) => `${known.actor} ${known.name} ${known.value}`);
}

it('a header tells its actor by what no other has', () => {
  const headers = [
    { 'X-Tenant': 'acme', Accept: 'text/html' },
    { 'X-Tenant': 'globex', Accept: 'text/html' },
  ];
  expect(told(actor('attacker', headers[0] ?? {}), actor('victim', headers[1] ?? {}))).toEqual([
    'attacker X-Tenant acme',
    'victim X-Tenant globex',
  ]);
});

it('words within a value are told apart from what all share', () => {
  const bearers = ['Bearer evil.mallory', 'Bearer good.alice'].map((Authorization) => ({ Authorization }));
  expect(told(actor('attacker', bearers[0] ?? {}), actor('victim', bearers[1] ?? {}))).toEqual([
    'attacker Authorization.1 evil',
    'attacker Authorization.2 mallory',
    'victim Authorization.1 good',
    'victim Authorization.2 alice',
  ]);
});

it('a login tells its actor by its name, not by its password', () => {
  const logins = ['mallory', 'alice'].map((username) => ({ username, password: `${username}pass` }));
  expect(told(actor('attacker', {}, logins[0] ?? null), actor('victim', {}, logins[1] ?? null))).toEqual([
    'attacker username mallory',
    'victim username alice',
  ]);
});

it.each(['acme:eu', 'acme#1', 'acme/eu', 'acme|eu', 'acme eu', 'a&b', 'änne'])(
  'a name is kept whole: %s',
  (name) => {
    const values = told(actor('attacker', { 'X-Tenant': 'mallory' }), actor('victim', { 'X-Tenant': name }));
    expect(values).toContain(`victim X-Tenant ${name}`);
  },
);

it.each([
  ['Authorization', 'Bearer eyJhbGciOiJIUzI1NiJ9.e30.ZRrHA1JJJW8opsbCGfG'],
  ['X-Api-Key', '0f8fad5bd9cb469fa165'],
  ['X-Session', 'abcdefghijklmnopqrstuv'],
])('a secret is not known: %s', (header, secret) => {
  const values = told(actor('attacker', { [header]: 'Bearer a' }), actor('victim', { [header]: secret }));
  expect(values.filter((line) => line.startsWith('victim'))).toEqual([]);
});
