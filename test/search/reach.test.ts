/** Two flaws of one operation at one line are two findings, with ids of their own, where different arguments reach it. */
import { describe, expect, it } from 'vitest';
import type { Attack } from '../../model/attack.ts';
import type { Observation } from '../../model/observation.ts';
import type { Location } from '../../model/records.ts';
import { openFlaws, reachOf } from '../../search/reach.ts';
import { replay } from '../../search/replay.ts';
import { search } from '../../search/search.ts';
import { calm, sampleAccess } from '../reporters/sampleRun.ts';
import { fakeEngine, observed, options } from './fakeWorld.ts';

function choosing(given: Readonly<Record<string, string>>): Attack {
  const args = Object.fromEntries(Object.entries(given).map(([name, text]) => [name, { text }]));
  return { layout: [], steps: [{ operation: 'save', actor: 'mallory', arguments: args }], race: null };
}

function isBad(attack: Attack, name: string): boolean {
  const given = attack.steps[0]?.arguments[name];
  return given !== undefined && 'text' in given && given.text === 'bad';
}

const at = (line: number): Location => ({ file: '/srv/views.py', line, function: 'save' });

function leaving(attack: Attack, ...lines: readonly number[]): Observation {
  const accesses = lines.map((line) => ({
    ...sampleAccess({ ...calm, operation: 'save' }),
    flow: null,
    location: at(line),
  }));
  return observed(attack, accesses);
}

describe('what reaches a place', () => {
  it('is the arguments that the attack chooses', () => {
    expect(reachOf(choosing({ id: 'bad', '+tenant': 'x' }))).toEqual(['save.+tenant', 'save.id']);
  });

  it('makes another flaw where nothing that is chosen is known to reach it', () => {
    const flaws = openFlaws();
    const first = flaws.flawOf('cause', choosing({ id: 'bad' }));
    expect(flaws.flawOf('cause', choosing({ '+tenant': 'bad' }))).toBe(first);
    flaws.settle('cause', first, choosing({ id: 'bad' }));
    expect(flaws.flawOf('cause', choosing({ id: 'worse', '+tenant': 'x' }))).toBe(first);
    expect(flaws.flawOf('cause', choosing({}))).toBe(first);
    const second = flaws.flawOf('cause', choosing({ '+tenant': 'bad' }));
    expect(second).not.toBe(first);
    flaws.settle('cause', second, choosing({ '+tenant': 'bad' }));
    expect(flaws.flawOf('cause', choosing({ '+tenant': 'worse' }))).toBe(second);
  });
});

describe('two arguments that reach one line', () => {
  it('are two findings with ids of their own', async () => {
    const { parts } = fakeEngine(() => ({
      run: (attack) => leaving(attack, ...(isBad(attack, 'id') || isBad(attack, '+tenant') ? [7] : [])),
    }));
    const corpus = [{ id: 'bad' }, { '+tenant': 'bad' }, { id: 'bad' }].map((given) => choosing(given));
    const { findings } = await search({ ...parts, properties: [placed] }, { ...options, corpus, runs: 0 });
    expect(findings.map(({ attack }) => reachOf(attack)[0]).sort()).toEqual(['save.+tenant', 'save.id']);
    expect(new Set(findings.map(({ id }) => id)).size).toBe(2);
  });
});

const placed = {
  ...{ id: 'no-write-outside', cwe: 'CWE-22', severity: 'critical' as const, promise: 'Nothing is written.' },
  judge: ({ accesses }: Observation) =>
    accesses.map((access) => ({
      ...{ operation: access.operation, step: 0, location: access.location, unsafeSummary: 'it wrote' },
      ...{ access, disclosure: null },
    })),
};

describe('a replay', () => {
  const task = {
    ...{ property: 'no-write-outside', operation: 'save', attack: choosing({ id: 'bad' }), location: at(7) },
    others: [{ location: at(9), attack: choosing({ '+tenant': 'bad' }) }],
  };
  const verdictWhere = async (lines: (attack: Attack) => readonly number[]) => {
    const { parts } = fakeEngine(() => ({ run: (attack) => leaving(attack, ...lines(attack)) }));
    const world = await parts.createWorld();
    return (await replay({ ...parts, properties: [placed] }, world, task)).kind;
  };

  it('is FIXED where what is left is what another finding shows', async () => {
    expect(await verdictWhere(() => [9])).toBe('FIXED');
  });

  it('STILL FAILS at its own line, whatever else is shown', async () => {
    expect(await verdictWhere(() => [9, 7])).toBe('STILL FAILS');
  });

  it('STILL FAILS where it has moved, even to where the other was told', async () => {
    expect(await verdictWhere(() => [31])).toBe('STILL FAILS');
    expect(await verdictWhere((attack) => (isBad(attack, 'id') ? [9] : [11]))).toBe('STILL FAILS');
  });
});
