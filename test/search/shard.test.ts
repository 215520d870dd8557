/** Shards judge one plan together, each attack once, whatever their cases come to. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Attack } from '../../model/attack.ts';
import type { Shard } from '../../search/shard.ts';
import { fakeEngine, faulty } from './fakeWorld.ts';
import { notesOf, searched } from './searched.ts';

const probes = Array.from({ length: 40 }, (_, index) => `probe-${index}`);

/** What a run of a shard is asked, besides harmless runs, and its notes. */
async function judgedIn(shard: Shard | null, runs = 120) {
  const ran: Attack[] = [];
  const run = (attack: Attack) => {
    ran.push(attack);
    return faulty(attack);
  };
  const engine = fakeEngine(() => ({ run }), probes);
  await searched(engine, { runs, shard, seed: 5 });
  return {
    judged: new Set(ran.map((one) => JSON.stringify(one)).slice(2)),
    notes: notesOf(engine).join('\n'),
  };
}

it('judges the whole plan in all shards together, each attack in one of them', async () => {
  const { judged: whole } = await judgedIn({ index: 1, of: 1 });
  const parts = await Promise.all([1, 2, 3].map((index) => judgedIn({ index, of: 3 })));
  const all = parts.flatMap(({ judged }) => [...judged]);
  expect(new Set(all)).toEqual(whole);
  expect(all).toHaveLength(whole.size);
  for (const { judged, notes } of parts) {
    expect(judged.size).toBeGreaterThan(whole.size / 6);
    expect(notes).toMatch(/^this is shard \d of 3: \d+ planned attacks are those of the others/m);
  }
});

it('does not adapt its order to what one shard has seen, as a whole search does', async () => {
  const order = async (shard: Shard | null) => [...(await judgedIn(shard, 30)).judged].join('\n');
  expect(await order({ index: 1, of: 1 })).not.toBe(await order(null));
});

it('ends where nothing of an endless plan is its own', async () => {
  const results = await Promise.all(
    [1, 2].map(async (index) => {
      const engine = fakeEngine(() => ({}), []);
      const one = { layout: [], steps: [{ operation: 'save', actor: 'mallory', arguments: {} }], race: null };
      const parts = { ...engine.parts, attacks: () => fc.constant(one) };
      await searched(
        { ...engine, parts },
        { runs: null, timeMs: 60_000, operations: ['save'], shard: { index, of: 2 } },
      );
      return engine.finished()?.stats.ended?.by;
    }),
  );
  expect(results).toContain('exhausted');
});
