/** A guided search goes on from what showed something new: three conditions that must hold together are met one after the other. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Attack } from '../../model/attack.ts';
import type { Observation } from '../../model/observation.ts';
import { fakeEngine, observed, sending, textOf, trespass } from './fakeWorld.ts';
import { notesOf, searched } from './searched.ts';

const letters = 'abcdefgh';
const wanted = 'hdbfag';

/** The target compares a letter after the other, each at a line of its own, and does wrong behind the last one. */
function run(attack: Attack): Observation {
  const text = textOf(attack);
  const right = [...wanted].findIndex((letter, at) => text[at] !== letter);
  const depth = right < 0 ? wanted.length : right;
  const branches = Array.from({ length: depth }, (_, at) => `/srv/views.py:${at + 1}>${at + 2}`);
  const judged = depth === wanted.length ? trespass(attack) : observed(attack);
  return { ...judged, ways: [{ branches, words: [] }] };
}

function engine() {
  const made = fakeEngine(() => ({ run }));
  const letter = fc.constantFrom(...letters);
  const attacks = (_: unknown, name: string | null) =>
    fc.string({ unit: letter, minLength: 6, maxLength: 6 }).map(
      (text) => sending(text, name ?? 'save'),
      (value) => textOf(value as Attack),
    );
  const variants = (_: unknown, base: Attack) =>
    fc.tuple(fc.nat(5), letter).map(([at, drawn]) => {
      const text = [...textOf(base)];
      text[at] = drawn;
      return sending(text.join(''), base.steps[0]?.operation ?? 'save');
    });
  return { ...made, parts: { ...made.parts, attacks, variants } };
}

const options = { runs: 1_200, operations: ['save'] };

it('finds within a few hundred cases what nothing drawn at once meets', async () => {
  const plain = await searched(engine(), options);
  expect(plain.findings).toEqual([]);
  const guided = await searched(engine(), { ...options, guided: true });
  expect(guided.findings).toMatchObject([{ operation: 'save', foundBy: 'varied' }]);
});

it('goes on from what earlier runs of a campaign have shown', async () => {
  const tried: string[] = [];
  const campaign = {
    interesting: [],
    shown: [sending('hdbfaa')],
    take: () => true,
    note: (attack: Attack) => void tried.push(textOf(attack)),
  };
  const { findings } = await searched(engine(), { ...options, runs: 800, campaign, guided: true });
  expect(tried).toContain('hdbfaa');
  expect(findings).toHaveLength(1);
});

it('leaves a shard the plan that all shards have', async () => {
  const shard = { index: 1, of: 1 };
  const plain = await searched(engine(), { ...options, shard });
  const guidedEngine = engine();
  const guided = await searched(guidedEngine, { ...options, shard, guided: true });
  expect(guided.stats.cases).toBe(plain.stats.cases);
  expect(guided.findings).toEqual(plain.findings);
  expect(notesOf(guidedEngine).join('\n')).toMatch(
    /^this is shard 1 of 1: .*; --guided did nothing, because/m,
  );
});
