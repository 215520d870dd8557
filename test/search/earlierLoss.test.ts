/** A target that is found lost before anything was asked of it was lost by the case before, and the next one is judged. */
import { expect, it } from 'vitest';
import { TargetLostError } from '../../model/errors.ts';
import { search } from '../../search/search.ts';
import { type FakeWorld, fakeEngine, faulty, options, sending, textOf } from './fakeWorld.ts';

/** Worlds in which what holds `breaks` is judged, and whatever comes next finds the target lost. */
function breaking(): FakeWorld {
  let isBroken = false;
  return {
    run: (attack) => {
      if (isBroken) throw new TargetLostError('died', 'a limit was lowered', { isEarlier: true });
      isBroken = textOf(attack).includes('breaks');
      return faulty(attack);
    },
  };
}

it('blames the case before, and judges the one that found it so', async () => {
  const engine = fakeEngine(breaking);
  const corpus = ['breaks', 'plain'].map((id) => sending(id));
  const { errors } = await search(engine.parts, { ...options, runs: 2, corpus });
  expect(errors.map(({ message, attack }) => [message, attack && textOf(attack)])).toEqual([
    ['a limit was lowered', 'breaks'],
  ]);
  expect(engine.finished()?.stats).toMatchObject({ inconclusive: 0 });
});

it('judges what breaks the target for good as well', async () => {
  const engine = fakeEngine(breaking);
  const corpus = [sending('breaks and bad'), sending('plain')];
  const { exitCode, errors } = await search(engine.parts, { ...options, runs: 2, corpus });
  expect(engine.finished()?.stats).toMatchObject({ inconclusive: 0 });
  expect(errors.length).toBeGreaterThan(0);
  expect(engine.events.some(({ type }) => type === 'finding')).toBe(true);
  expect(exitCode).not.toBe(0);
});

it('goes round with nobody: what a new target finds so at once is inconclusive', async () => {
  const engine = fakeEngine(() => ({
    run: () => {
      throw new TargetLostError('died', 'it was never well', { isEarlier: true });
    },
  }));
  const { errors } = await search(engine.parts, { ...options, runs: 1, corpus: [sending('plain')] });
  const found = errors.filter(({ attack }) => attack !== null);
  expect(found.length).toBeGreaterThan(0);
  expect(engine.finished()?.stats).toMatchObject({ cases: found.length, inconclusive: found.length });
});
