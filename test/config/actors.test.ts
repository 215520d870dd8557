/** Who acts, by what right and with which words, as a config says it. */
import { describe, expect, it } from 'vitest';
import { completeConfig } from '../../config/completeConfig.ts';
import { checkConfig } from '../../config/schema.ts';
import { fixed, text, type UserConfig } from '../../config/userConfig.ts';

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

it('are told apart by a token that each of them got from an operation', () => {
  const open = { http: 'POST /sessions/', json: { name: text() } };
  const configOf = (secret: boolean): UserConfig => ({
    django: { project: '.', settings: 'shop.settings' },
    actors: { attacker: {}, victim: {} },
    operations: {
      open,
      read: { http: 'GET /me/', headers: { Authorization: text({ secret, from: 'open.response.token' }) } },
    },
  });
  expect(completeConfig(checkConfig(configOf(true), 'c.ts'), '/c.ts').actors.length).toBe(2);
  expect(() => completeConfig(checkConfig(configOf(false), 'c.ts'), '/c.ts')).toThrow(
    /cannot tell them apart/,
  );
});
