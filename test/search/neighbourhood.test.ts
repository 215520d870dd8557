/** Attacks like one that does nothing any more: bounded, shown twice, and with no more power. */
import { describe, expect, it } from 'vitest';
import type { Attack } from '../../model/attack.ts';
import { tryNeighbourhood } from '../../search/neighbourhood.ts';
import { openBench } from '../../search/observe.ts';
import { type FakeWorld, fakeEngine, faulty, textOf, trespass } from './fakeWorld.ts';
import { away, lost } from './searched.ts';

async function around(
  fake: FakeWorld,
  probes: readonly string[],
  more: { cases?: number; timeMs?: number } = {},
) {
  const ran: Attack[] = [];
  const engine = fakeEngine(
    () => ({
      ...fake,
      run: (attack) => {
        ran.push(attack);
        return (fake.run ?? faulty)(attack);
      },
    }),
    probes,
  );
  const bench = openBench(engine.parts, await engine.parts.createWorld(), { onLoss: () => undefined });
  const bounds = {
    cases: 40,
    timeMs: 60_000,
    seed: 1,
    rankMax: 0,
    signal: new AbortController().signal,
    ...more,
  };
  const found = await tryNeighbourhood(engine.parts, bench, 'save', bounds);
  await bench.close();
  expect(engine.open()).toBe(0);
  return { ...found, ran };
}

describe('the neighbourhood of an attack', () => {
  it('names one attack for each cause, as small as it gets', async () => {
    const { shown, cut } = await around({}, ['good', 'a bad one', 'bad again']);
    expect(shown.map(({ attack }) => textOf(attack))).toEqual([expect.stringMatching(/^.?bad.?$|bad/)]);
    expect(cut).toBeNull();
  });

  it('names nothing where nothing shows, after as many cases as it may take', async () => {
    const { shown, tried, ran } = await around({}, ['good'], { cases: 25 });
    expect([shown, tried, ran.length]).toEqual([[], 25, 25]);
  });

  it('names nothing that does not show again', async () => {
    let seen = 0;
    const once = (attack: Attack) =>
      textOf(attack) === 'good' && seen++ === 0 ? trespass(attack) : faulty({ ...attack, steps: [] });
    expect((await around({ run: once }, ['good'])).shown).toEqual([]);
  });

  it('says that time was over, or that the target was lost for good', async () => {
    expect((await around({}, [], { timeMs: 0 })).cut).toBe('time');
    let made = 0;
    const engine = fakeEngine(() => {
      return made++ > 0 ? away() : { run: lost };
    });
    const bench = openBench(engine.parts, await engine.parts.createWorld(), { onLoss: () => undefined });
    const bounds = { cases: 5, timeMs: 60_000, seed: 1, rankMax: 0, signal: new AbortController().signal };
    expect((await tryNeighbourhood(engine.parts, bench, 'save', bounds)).cut).toBe('lost');
  });
});
