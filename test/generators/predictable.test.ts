import { describe, expect, test } from 'vitest';
import { classesOf } from '../../generators/index.ts';
import { predictableProbes } from '../../generators/layouts/predictable.ts';
import { attackShrinks } from '../../generators/shrinks/attackShrinks.ts';
import type { Attack } from '../../model/attack.ts';
import { attackSchema } from '../../model/codec.ts';
import type { Knowledge } from '../../model/knowledge.ts';
import { stemOf } from '../../model/text.ts';
import { knowing } from '../knowledge.ts';
import { probeAttacks } from '../probes.ts';
import { callable, service } from './knowledge.ts';

function probes(name: string, knowledge = service): readonly Attack[] {
  const operation = knowledge.operations.find((one) => one.name === name);
  return operation === undefined ? [] : predictableProbes(knowledge, operation);
}

describe('probes of predictable names', () => {
  test.each(['export', 'upload', 'download'])('of %s plant one link each and are of the classes', (name) => {
    expect(probes(name).length).toBeGreaterThan(2);
    for (const attack of probes(name)) {
      expect(attackSchema.safeParse(attack).success).toBe(true);
      expect(attack.layout).toHaveLength(1);
      const zone = attack.layout[0]?.zone;
      const classes = classesOf(attack, service);
      expect(classes).toContain(zone === 'temp' ? 'link.predictable-temp' : 'link.variant');
    }
  });

  test('a name derived from what is sent is a variant wherever it lies', () => {
    for (const attack of probes('download')) expect(classesOf(attack, service)).toContain('link.variant');
  });

  test('come early among all probes of the operation', () => {
    const [first] = probes('upload');
    const all = probeAttacks(service, 'upload');
    expect(all.findIndex((one) => JSON.stringify(one) === JSON.stringify(first))).toBeLessThan(
      all.length / 4,
    );
  });

  test('let a victim do the harmless step', () => {
    const actors = new Set(probes('export').flatMap(({ steps }) => steps.map(({ actor }) => actor)));
    expect([...actors].sort()).toEqual(['mallory', 'victor']);
    for (const { steps } of probes('export')) expect(steps[0]?.arguments).toEqual({});
  });

  test('make hard links only with the power to', () => {
    const kinds = (knowledge: Knowledge) =>
      probes('upload', knowledge).flatMap(({ layout }) => layout.map(({ kind }) => kind));
    expect(kinds(service)).toContain('hardlink');
    expect(kinds(knowing({ means: { powers: ['request', 'own-folder'] } }, service))).not.toContain(
      'hardlink',
    );
  });

  test('are none without the power, without the zone, and where nothing was predicted', () => {
    expect(probes('export', knowing({ means: { powers: ['request'] } }, service))).toEqual([]);
    expect(probes('export', knowing({ means: { zones: ['own'] } }, service))).toEqual([]);
    expect(probes('read', callable)).toEqual([]);
  });

  test('an unrelated link in the temporary folder is at no predictable name', () => {
    const [attack] = probes('export');
    if (attack === undefined) throw new Error('no probe');
    const layout = attack.layout.map((entry) => ({ ...entry, path: 'elsewhere' }));
    expect(classesOf({ ...attack, layout }, service)).not.toContain('link.predictable-temp');
  });
});

test('a name and what is derived from it become plain together', () => {
  const attack: Attack = {
    layout: [{ kind: 'symlink', zone: 'own', path: 'quarterly.pdf.bak', to: [{ place: 'moat' }] }],
    steps: [{ operation: 'upload', actor: 'mallory', arguments: { upload: { text: 'quarterly.pdf' } } }],
    race: null,
  };
  const together = [...attackShrinks(attack)].map(({ layout, steps }) => [
    layout[0]?.path,
    steps[0]?.arguments['upload'],
  ]);
  expect(together).toContainEqual(['a.pdf.bak', { text: 'a.pdf' }]);
});

test.each([
  ['a.txt', 'a'],
  ['a.tar.gz', 'a.tar'],
  ['.hidden', '.hidden'],
  ['x.d/name', 'x.d/name'],
  ['plain', 'plain'],
])('the stem of %s is %s', (name, stem) => {
  expect(stemOf(name)).toBe(stem);
});
