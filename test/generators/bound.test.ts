/** Attacks within a bound: each once, as many as are told, the smallest first. */
import { describe, expect, it } from 'vitest';
import { attacksWithin } from '../../generators/index.ts';
import { powersOf } from '../../model/attack.ts';
import { attackSchema } from '../../model/codec.ts';
import { knowing } from '../knowledge.ts';

const knowledge = knowing({
  actors: { attacker: 'mallory', victims: ['victor'] },
  operations: [
    {
      name: 'save',
      entry: { kind: 'http', method: 'POST', path: '/save' },
      parameters: [{ name: 'id', kind: 'text', place: 'json' }],
    },
  ],
  stores: { reached: { save: ['file'] } },
  means: { homes: ['mallory'], zones: ['own'], powers: ['request', 'own-folder', 'race'] },
  races: {
    accesses: { save: [{ action: 'look', zone: 'own', path: 'a', exists: true, stable: true }] },
  },
});

describe('attacks within a bound', () => {
  const { count, attacks } = attacksWithin(knowledge, 'save', { names: 2, entries: 2 });
  const all = [...attacks()];

  it('are as many as are told, each another one that can be stored', () => {
    expect(all).toHaveLength(count);
    expect(new Set(all.map((attack) => JSON.stringify(attack))).size).toBe(count);
    for (const attack of all.slice(0, 200))
      expect(attackSchema.parse(JSON.parse(JSON.stringify(attack)))).toEqual(attack);
  });

  it('begin with what needs no power, and hold races and layouts of two entries', () => {
    const [first] = all;
    expect(first && [...powersOf(first)]).toEqual(['request']);
    expect(all.some(({ layout, race }) => layout.length === 0 && race !== null)).toBe(true);
    expect(all.at(-1)?.race?.at).toBe(4);
  });

  it('hold no race and no link where the attacker has no such power', () => {
    const weak = { ...knowledge, means: { ...knowledge.means, powers: ['request'] as const } };
    const few = [...attacksWithin(weak, 'save', { names: 2, entries: 2 }).attacks()];
    expect(few.every(({ layout, race }) => layout.length === 0 && race === null)).toBe(true);
  });

  it('name absolute paths of watched ground alone', () => {
    const sent = all.map(({ steps }) => JSON.stringify(steps.at(-1)?.arguments['id']));
    expect(sent.filter((text) => /"(?:text|json)":"\//.test(text))).toEqual([]);
  });
});
