/** Which operations are asked to store a text for another one first. */
import { expect, it } from 'vitest';
import { sequenceProbes } from '../../generators/steps/sequenceProbes.ts';
import type { Operation } from '../../model/operation.ts';
import { knowing } from '../knowledge.ts';

function calling(name: string, ...parameters: Operation['parameters']): Operation {
  return { name, entry: { kind: 'call', function: `m:${name}` }, parameters };
}

const sent = { kind: 'text', place: 'argument' } as const;
const make = calling('make', { ...sent, name: 'title' });
const attach = calling('attach', { ...sent, name: 'asset', from: { operation: 'make', name: 'response' } });
const label = calling('label', { ...sent, name: 'asset', from: { operation: 'make', name: 'response' } });
const tidy = calling('tidy');

const knowledge = knowing({
  operations: [make, attach, label, tidy],
  stores: {
    uses: [
      { operation: 'tidy', source: 'make', parameter: 'title' },
      { operation: 'tidy', source: 'attach', parameter: 'asset' },
    ],
  },
});

it('a reference that was seen to be used as it was sent is tried in turn with texts', () => {
  const firsts = sequenceProbes(knowledge, tidy).map(({ steps }) => steps[0]?.operation);
  expect(firsts.slice(0, 4)).toEqual(['make', 'attach', 'make', 'attach']);
  expect(firsts).toContain('label');
});

it('a reference is first a victim’s, before any text that one operation stores for another', () => {
  const theirs = { actor: 'victor', operation: 'make', name: 'response', value: 'b64c' };
  const show = calling('show', {
    ...sent,
    name: 'asset',
    from: { operation: 'label', name: 'arguments.asset' },
  });
  const asked = knowing(
    {
      actors: { victims: ['victor'] },
      operations: [make, label, show],
      known: [theirs],
      stores: { uses: [] },
    },
    knowledge,
  );
  const [probe] = sequenceProbes(asked, show);
  const { value: _, ...known } = theirs;
  expect(probe?.steps.map(({ operation }) => operation)).toEqual(['label', 'show']);
  expect(probe?.steps[0]?.arguments['asset']).toEqual({ text: [{ known }] });
});

it.each([
  ['that reaches files for others, ways out take turns with names', ['file'], true],
  ['without files, names alone are stored first', ['item'], false],
] as const)('in a target %s', (_, reached, has) => {
  const title = { operation: 'make', name: 'arguments.title', value: 'zqtitle' };
  const known = ['adam', 'victor'].map((actor) => ({ ...title, actor, value: `zqtitle-${actor}` }));
  const asked = knowing(
    {
      actors: { attacker: 'adam', victims: ['victor'] },
      operations: [make, attach, tidy],
      known,
      stores: { uses: [], reached: { make: reached, attach: ['item'], tidy: ['item'] } },
    },
    knowledge,
  );
  const stored = sequenceProbes(asked, tidy)
    .filter(({ steps }) => steps[0]?.operation === 'attach')
    .map(({ steps }) => JSON.stringify(steps[0]?.arguments));
  expect(stored.slice(0, 4).some((text) => text.includes('../'))).toBe(has);
});
