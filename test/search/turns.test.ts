import { describe, expect, it } from 'vitest';
import type { Attack } from '../../model/attack.ts';
import { limits } from '../../model/limits.ts';
import type { Probe } from '../../model/probe.ts';
import { takeTurns } from '../../search/probeTurns.ts';
import { inRounds } from '../../search/rounds.ts';
import { signatureOf } from '../../search/signature.ts';
import { observed, sending, textOf, trespass } from './fakeWorld.ts';

const probesOf = (kind: string, count: number): Probe[] =>
  Array.from({ length: count }, (_, index) => ({ kind, attack: sending(`${kind}-${index}`) }));

/** The texts of all probes in the order in which they are tried, where each comes to what `signature` says. */
function tried(probes: readonly Probe[], signature: (text: string) => string): string[] {
  const turns = takeTurns(() => probes);
  const order: string[] = [];
  for (let probe = turns.next(); probe !== null; probe = turns.next()) {
    order.push(textOf(probe.attack));
    turns.learn(probe.kind, probe.attack, signature(textOf(probe.attack)));
  }
  expect(turns.isLeft()).toBe(false);
  return order;
}

describe('probes that come to the same', () => {
  const probes = [...probesOf('a', 8), ...probesOf('b', 2)];

  it('wait after a few until the other kinds had their turn, and are all tried', () => {
    const order = tried(probes, () => 'refused');
    const before = order.indexOf('b-0');
    expect(before).toBe(limits.staleProbesMax + 1);
    expect([...order].sort()).toEqual(probes.map(({ attack }) => textOf(attack)).sort());
  });

  it('go on while they come to something new', () => {
    expect(tried(probes, (text) => text)).toEqual(probes.map(({ attack }) => textOf(attack)));
  });

  it('are told apart by what is sent where', () => {
    const other: Attack = {
      ...sending('x'),
      steps: [{ operation: 'save', actor: 'mallory', arguments: { root: { text: 'x' } } }],
    };
    const mixed = [...probesOf('a', 8), { kind: 'a', attack: other }];
    expect(tried(mixed, () => 'refused').indexOf('')).toBe(limits.staleProbesMax + 1);
  });

  it('are told apart by the kinds of members of an archive, not by their names', () => {
    const holding = (kind: 'file' | 'directory', path: string): Attack => ({
      ...sending('x'),
      steps: [
        {
          operation: 'save',
          actor: 'mallory',
          arguments: { id: { archive: { kind: 'zip', members: [{ kind, path, content: '' }] } } as never },
        },
      ],
    });
    const files = ['a', 'b', 'c', 'd', 'e', 'f'].map((path) => ({
      kind: 'archive',
      attack: holding('file', path),
    }));
    const folder = { kind: 'archive', attack: holding('directory', 'g') };
    const turns = takeTurns(() => [...files, folder]);
    const order: Attack[] = [];
    for (let probe = turns.next(); probe !== null; probe = turns.next()) {
      order.push(probe.attack);
      turns.learn(probe.kind, probe.attack, 'refused');
    }
    expect(order.indexOf(folder.attack)).toBe(limits.staleProbesMax + 1);
  });
});

it('probes are made when the first is wanted', () => {
  let made = 0;
  const turns = takeTurns(() => {
    made += 1;
    return probesOf('a', 1);
  });
  expect([made, turns.isLeft()]).toEqual([0, true]);
  turns.next();
  turns.next();
  expect([made, turns.isLeft()]).toEqual([1, false]);
});

describe('rounds', () => {
  const source = (name: string, count: number) => ({
    name,
    isResting: () => false,
    isGone: () => false,
    probes: takeTurns(() => probesOf('a', count)),
    draw: () => sending('drawn', name),
  });

  it('give whoever showed something new a second turn, and one alone', () => {
    const rounds = inRounds([source('one', 9), source('two', 9)]);
    const taken: string[] = [];
    for (let at = 0; at < 9; at += 1) {
      const next = rounds.next();
      if (next === null) break;
      taken.push(next.operation);
      rounds.learn(next.operation, next.tried, next.operation === 'one' ? `new ${at}` : 'refused');
    }
    expect(taken).toEqual(['one', 'one', 'two', 'two', 'one', 'one', 'two', 'one', 'one']);
  });

  it('draw in few of them while others have probes left, and in all when nobody has', () => {
    const rounds = inRounds([source('none', 0), source('some', 8)]);
    const taken = Array.from({ length: 24 }, () => rounds.next());
    const drawn = taken.filter((one) => one?.operation === 'none').length;
    expect(drawn).toBeLessThan(taken.filter((one) => one?.operation === 'some').length);
    expect(
      taken
        .slice(-2)
        .map((one) => one?.operation)
        .sort(),
    ).toEqual(['none', 'some']);
  });
});

describe('the signature of a case', () => {
  it('does not depend on what was sent', () => {
    expect(signatureOf(observed(sending('a')))).toBe(signatureOf(observed(sending('b'))));
  });

  it('tells what was touched', () => {
    expect(signatureOf(observed(sending('a')))).not.toBe(signatureOf(trespass(sending('a'))));
  });

  it('tells how a step ended', () => {
    const refused = observed(sending('a'));
    const [first] = refused.responses;
    if (first === undefined) throw new Error('no response');
    const other = { ...refused, responses: [{ ...first, response: { ...first.response, status: 403 } }] };
    expect(signatureOf(other)).not.toBe(signatureOf(refused));
  });
});
