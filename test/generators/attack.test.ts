import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recognisers } from '../../generators/classes.ts';
import { attackArbitrary, classesOf } from '../../generators/index.ts';
import { type AttackClass, attackClasses } from '../../model/attackClass.ts';
import { attackKit } from './kit.ts';
import { callable, service } from './knowledge.ts';

/** What needs victims, several operations or a layout cannot be promised for a lone callable. */
function promisedWithout(id: AttackClass): boolean {
  return (
    !/^(?:object|stream)\./.test(id) &&
    !/^(?:link|race|archive)\./.test(id) &&
    !/^key\.(?:no-delimiter|foreign|overwrite|second|cache)/.test(id)
  );
}

attackKit('a web service with tenants', {
  arbitrary: attackArbitrary(service, null),
  knowledge: service,
  promised: attackClasses,
  draws: 8_000,
});

attackKit('a single callable', {
  arbitrary: attackArbitrary(callable, 'read'),
  knowledge: callable,
  promised: attackClasses.filter(promisedWithout),
  draws: 4_000,
});

test('every class has exactly one recogniser', () => {
  expect(recognisers.map((row) => row.class).sort()).toEqual([...attackClasses].sort());
});

test('the last step is of the operation that was asked for', () => {
  for (const name of ['upload', 'download', 'export'])
    for (const attack of fc.sample(attackArbitrary(service, name), { numRuns: 300, seed: 1 }))
      expect(attack.steps.at(-1)?.operation).toBe(name);
});

test('an operation that the target lacks is refused', () => {
  expect(() => attackArbitrary(service, 'absent')).toThrow('absent');
});

test('about half of the attacks belong to the likeliest classes', () => {
  const likely: readonly AttackClass[] = [
    ...(['path.dotdot', 'path.absolute', 'check.sibling-prefix', 'key.foreign-id'] as const),
    ...(['link.final', 'link.parent'] as const),
  ];
  const attacks = fc.sample(attackArbitrary(service, null), { numRuns: 2_000, seed: 9 });
  const hits = attacks.filter((attack) => classesOf(attack, service).some((id) => likely.includes(id)));
  expect(hits.length / attacks.length).toBeGreaterThan(0.4);
  expect(hits.length / attacks.length).toBeLessThan(0.9);
});

test('nothing is planted or raced without the power', () => {
  const weak = { ...service, powers: ['request'] as const };
  for (const attack of fc.sample(attackArbitrary(weak, null), { numRuns: 500, seed: 1 })) {
    expect(attack.layout).toEqual([]);
    expect(attack.race).toBeNull();
  }
});

test('an attack that plants in one zone shrinks into no zone that the target lacks', () => {
  const narrow = { ...service, zones: ['temp'] as const };
  const arbitrary = attackArbitrary(narrow, 'rename');
  const planted = fc.sample(arbitrary, { numRuns: 200, seed: 4 }).filter(({ layout }) => layout.length > 0);
  expect(planted.length).toBeGreaterThan(10);
  for (const attack of planted)
    for (const { value } of arbitrary.shrink(attack, undefined))
      expect(value.layout.every(({ zone }) => zone === 'temp')).toBe(true);
});
