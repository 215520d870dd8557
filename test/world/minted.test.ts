/** Secrets that a victim's run makes itself are found in answers to others, in any form; what everybody sees is none. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixed, text, type UserOperation, type UserParameter } from '../../config/userConfig.ts';
import type { Step } from '../../model/attack.ts';
import type { Text } from '../../model/text.ts';
import type { World } from '../../model/world.ts';
import { probeAttacks } from '../probes.ts';
import { attackOf, targetWorld, violatedOn } from './kit.ts';

const called = (name: string, more: Readonly<Record<string, UserParameter>> = {}): UserOperation => ({
  call: `./minted.py:${name}`,
  arguments: { tenant: fixed('{actor}'), ...more },
});
const of = text({ example: '{actor}' });
let world: World;

beforeAll(async () => {
  world = await targetWorld(
    {
      ...Object.fromEntries(['ask', 'renew', 'share', 'number'].map((name) => [name, called(name)])),
      show: called('show', { of, form: text({ example: 'plain' }) }),
      showOwn: called('show_own', { of, form: text({ example: 'plain' }) }),
      showRenewed: called('show_renewed', { of }),
      showRenewedOwn: called('show_renewed_own', { of }),
      shares: called('shares', { since: text() }),
      sign: called('sign', { text: text() }),
      showShare: called('show_share', { of }),
      showNumber: called('show_number', { of }),
    },
    { attacker: { powers: ['request'] } },
  );
});
afterAll(() => world.close());

function step(operation: string, texts: Readonly<Record<string, Text>> = {}, actor = 'attacker'): Step {
  const args = Object.fromEntries(Object.entries(texts).map(([name, value]) => [name, { text: value }]));
  return { operation, actor, arguments: args };
}

const violated = (...steps: readonly Step[]): Promise<string[]> => violatedOn(world, attackOf(steps));

describe('a token that a victim’s run made', () => {
  it.each(['plain', 'cut', 'quoted', 'encoded', 'entities'])('is found in an answer: %s', async (form) => {
    expect(await violated(step('show', { of: 'victim', form }))).toEqual(['no-disclosure']);
    expect(await violated(step('showOwn', { of: 'victim', form }))).toEqual([]);
  });

  it('is found where it was made in the case', async () => {
    const made = step('renew', {}, 'victim');
    expect(await violated(made, step('showRenewed', { of: 'victim' }))).toEqual(['no-disclosure']);
    expect(await violated(made, step('showRenewedOwn', { of: 'victim' }))).toEqual([]);
  });

  it('is found by what is tried first', async () => {
    const found = new Set<string>();
    for (const attack of probeAttacks(world.knowledge, 'show').slice(0, 60))
      for (const id of await violatedOn(world, attack)) found.add(id);
    expect(found).toContain('no-disclosure');
  });

  it('is none where a few letters are shown, and where it is the attacker’s own', async () => {
    expect(await violated(step('show', { of: 'victim', form: 'short' }))).toEqual([]);
    expect(await violated(step('ask'), step('show'))).toEqual([]);
  });
});

describe('what is no secret', () => {
  it('is what harmless runs show to everybody', async () => {
    expect(await violated(step('share', {}, 'victim'), step('showShare', { of: 'victim' }))).toEqual([]);
  });

  it('is what is made of content that the attacker may send as well', async () => {
    const same: Text = [{ known: { actor: 'victim', operation: 'sign', name: 'arguments.text' } }];
    expect(await violated(step('sign', { text: same }))).toEqual([]);
  });

  it('is an identifier, however hard to guess', async () => {
    expect(await violated(step('number', {}, 'victim'), step('showNumber', { of: 'victim' }))).toEqual([]);
  });
});
