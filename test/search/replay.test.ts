/** A replay tells the truth: what cannot be done as it was is STALE, by name, and never FIXED. */
import { describe, expect, it } from 'vitest';
import type { Attack, Step } from '../../model/attack.ts';
import { TargetLostError } from '../../model/errors.ts';
import type { Knowledge } from '../../model/knowledge.ts';
import { replay } from '../../search/replay.ts';
import { knowing } from '../knowledge.ts';
import { type FakeWorld, fakeEngine, faulty, knowledge, observed, sending, trespass } from './fakeWorld.ts';

async function verdictOf(attack: Attack, world: FakeWorld, operation = 'save') {
  const { parts } = fakeEngine(() => world);
  return replay(parts, await parts.createWorld(), { property: 'no-write-outside', operation, attack });
}

const step = (more: Partial<Step> = {}): Step => ({
  operation: 'save',
  actor: 'mallory',
  arguments: {},
  ...more,
});
const attackOf = (...steps: Step[]): Attack => ({ layout: [], steps, race: null });
const without = (name: string): Knowledge => ({
  ...knowledge,
  operations: knowledge.operations.filter((operation) => operation.name !== name),
});

describe('a replay', () => {
  it.each([
    ['FIXED', observed],
    ['STILL FAILS', faulty],
  ])('is %s where every try agrees', async (kind, run) => {
    expect((await verdictOf(sending('bad'), { run })).kind).toBe(kind);
  });

  it('is FLAKY where tries differ', async () => {
    let asked = 0;
    const run = (attack: Attack) => (asked++ === 1 ? faulty(attack) : observed(attack));
    expect(await verdictOf(sending('bad'), { run })).toMatchObject({ kind: 'FLAKY', shown: 1, tries: 3 });
  });

  it('is INCONCLUSIVE where the target is lost', async () => {
    const run = (): never => {
      throw new TargetLostError('died', 'it died');
    };
    expect(await verdictOf(sending('bad'), { run })).toEqual({ kind: 'INCONCLUSIVE', reason: 'it died' });
  });

  it('is not STALE for a member that no parameter declares', async () => {
    const attack = attackOf(step({ arguments: { '+tenant': { text: 'victor' } } }));
    expect((await verdictOf(attack, { run: trespass })).kind).toBe('STILL FAILS');
    expect((await verdictOf(attack, { run: observed })).kind).toBe('FIXED');
  });
});

const known = (name: string): Step['arguments'] => ({
  id: { text: [{ known: { actor: 'victor', operation: 'save', name } }] },
});
const returned = (at: number): Step['arguments'] => ({
  id: { text: [{ returned: { step: at, field: 'id' } }] },
});

const stale: readonly [name: string, attack: Attack, knowledge: Knowledge, missing: string][] = [
  ['operation-of-the-finding', attackOf(step({ operation: 'show' })), without('save'), 'operation save'],
  ['operation-of-a-step', attackOf(step({ operation: 'show' }), step()), without('show'), 'operation show'],
  ['parameter', attackOf(step({ arguments: { name: { text: 'x' } } })), knowledge, 'parameter name of save'],
  [
    'parameter-that-is-fixed-now',
    attackOf(step({ arguments: { root: { text: 'x' } } })),
    knowledge,
    "parameter root of save as the attacker's choice",
  ],
  [
    'undeclared-member-of-what-takes-none',
    attackOf(step({ arguments: { '+tenant': { text: 'x' } } })),
    {
      ...knowledge,
      operations: knowledge.operations.map((one) => ({ ...one, entry: { kind: 'call', function: 'a:b' } })),
    },
    'parameter +tenant of save',
  ],
  ['actor', attackOf(step({ actor: 'wendy' })), knowledge, 'actor wendy'],
  [
    'learnt-value',
    attackOf(step({ arguments: known('response.owner') })),
    knowledge,
    'the value of response.owner of save as victor',
  ],
  [
    'learnt-value-in-a-layout',
    {
      ...attackOf(step()),
      layout: [
        {
          kind: 'symlink',
          zone: 'temp',
          path: 'l',
          to: [{ known: { actor: 'victor', operation: 'gone', name: 'response.id' } }],
        },
      ],
    },
    knowledge,
    'the value of response.id of gone as victor',
  ],
  [
    'step-that-does-not-come-before',
    attackOf(step({ arguments: returned(0) })),
    knowledge,
    'step 1, which step 1 refers to',
  ],
  [
    'own-folder-to-plant-in',
    { ...attackOf(step()), layout: [{ kind: 'directory', zone: 'own', path: 'd' }] },
    knowing({ means: { homes: [] } }, knowledge),
    "a folder of the attacker's own",
  ],
  [
    'folder-of-a-victim',
    attackOf(step({ arguments: { id: { text: [{ place: 'foreign' }, '/a'] } } })),
    knowing({ means: { homes: [] } }, knowledge),
    'a folder of another actor',
  ],
];

describe('a replay of what refers to something that is gone', () => {
  it.each(stale)('is STALE and names it: %s', async (_, attack, known, missing) => {
    expect(await verdictOf(attack, { run: observed, knowledge: known })).toEqual({ kind: 'STALE', missing });
  });

  it('is STALE where an answer lacks what the next step needs, unless it fails all the same', async () => {
    const attack = attackOf(step(), step({ operation: 'show', arguments: returned(0) }));
    const missing = 'response.id of save, by which step 2 refers to step 1';
    const quiet = { run: (one: Attack) => ({ ...observed(one), unresolved: missing }) };
    expect(await verdictOf(attack, quiet)).toEqual({ kind: 'STALE', missing });
    const loud = { run: (one: Attack) => ({ ...trespass(one), unresolved: missing }) };
    expect((await verdictOf(attack, loud, 'show')).kind).toBe('STILL FAILS');
  });
});
