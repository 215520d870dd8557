/** Whose a part of a path or key is, by the names that everybody may know. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { actorWords } from '../../world/owners/actorWords.ts';

const actor = (name: string, tenant: string) => ({ name, headers: { 'X-Tenant': tenant }, login: null });
const words = actorWords(
  [actor('attacker', 'mallory'), actor('victim', 'mallory2')].map((one) => ({
    cookies: {},
    hook: null,
    ...one,
  })),
  new Map(),
  { attacker: '7', victim: '12' },
);
const digest = (name: string, of: string): string => createHash(name).update(of).digest('hex');

describe('a part of a path', () => {
  it.each([
    ['u12', 'victim'],
    [digest('sha256', 'mallory2'), 'victim'],
    [digest('md5', 'mallory'), 'attacker'],
    [digest('sha1', 'mallory').slice(0, 12), 'attacker'],
    [digest('sha256', '12').slice(0, 20), 'victim'],
  ])('%s is %s’s alone', (part, owner) => {
    const owners = ['attacker', 'victim'].filter((name) => words.isIdOf(part, name));
    expect(owners).toEqual([owner]);
  });

  it.each([digest('sha256', 'mallory').slice(0, 5), digest('sha256', 'somebody'), 'mallory3', 'deadbeef'])(
    '%s is nobody’s',
    (part) => {
      expect(['attacker', 'victim'].filter((name) => words.isIdOf(part, name))).toEqual([]);
    },
  );
});
