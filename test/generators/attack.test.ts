import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recognisers } from '../../generators/classes.ts';
import { attackArbitrary, classesOf } from '../../generators/index.ts';
import type { Step } from '../../model/attack.ts';
import { type AttackClass, attackClasses } from '../../model/attackClass.ts';
import type { Knowledge } from '../../model/knowledge.ts';
import { knowing } from '../knowledge.ts';
import { attackKit } from './kit.ts';
import { callable, service } from './knowledge.ts';

/** What needs victims, several operations or a layout cannot be promised for a lone callable. */
function promisedWithout(id: AttackClass): boolean {
  return (
    !/^(?:object|stream)\./.test(id) &&
    !/^(?:link|race|archive)\./.test(id) &&
    !/^key\.(?:no-delimiter|foreign|overwrite|second|cache|omitted|twice|header)/.test(id)
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

/** `move` takes one name in two places, as `id` in the path and in the body. */
const twice: Knowledge = {
  ...knowing({ actors: { identities: ['lonely', 'anonymous'] } }, callable),
  operations: [
    {
      name: 'move',
      entry: { kind: 'http', method: 'POST', path: '/move/{id}' },
      parameters: [
        { name: 'id', kind: 'text', place: 'path' },
        { name: 'json.id', sentAs: 'id', kind: 'text', place: 'json' },
        { name: 'to', kind: 'text', place: 'json' },
      ],
      as: 'lonely',
    },
  ],
};

attackKit('an operation by several identities that takes a name twice', {
  arbitrary: attackArbitrary(twice, 'move'),
  knowledge: twice,
  promised: attackClasses.filter(promisedWithout),
  draws: 4_000,
});

test('one name in two places is drawn alike and apart', () => {
  const sent = fc
    .sample(attackArbitrary(twice, 'move'), { numRuns: 400, seed: 3 })
    .map(({ steps }) => steps.at(-1)?.arguments ?? {})
    .filter((args) => args['id'] !== undefined);
  const isAlike = (args: Step['arguments']) => isDeepStrictEqual(args['id'], args['json.id']);
  expect(sent.filter(isAlike).length).toBeGreaterThan(20);
  expect(sent.filter((args) => !isAlike(args)).length).toBeGreaterThan(20);
});

test('other identities of the attacker are drawn at times, for the last step alone', () => {
  const drawn = fc.sample(attackArbitrary(twice, 'move'), { numRuns: 400, seed: 3 });
  const by = drawn.map(({ steps }) => steps.at(-1)?.as).filter((as) => as !== undefined);
  expect(new Set(by)).toEqual(new Set(['anonymous']));
  expect(by.length).toBeGreaterThan(20);
  expect(by.length).toBeLessThan(100);
  expect(drawn.flatMap(({ steps }) => steps.slice(0, -1)).filter(({ as }) => as !== undefined)).toEqual([]);
});

test('nothing is planted or raced without the power', () => {
  const weak = knowing({ means: { powers: ['request'] } }, service);
  for (const attack of fc.sample(attackArbitrary(weak, null), { numRuns: 500, seed: 1 })) {
    expect(attack.layout).toEqual([]);
    expect(attack.race).toBeNull();
  }
});

test('an attack that plants in one zone shrinks into no zone that the target lacks', () => {
  const narrow = knowing({ means: { zones: ['temp'] } }, service);
  const arbitrary = attackArbitrary(narrow, 'rename');
  const planted = fc.sample(arbitrary, { numRuns: 200, seed: 4 }).filter(({ layout }) => layout.length > 0);
  expect(planted.length).toBeGreaterThan(10);
  for (const attack of planted)
    for (const { value } of arbitrary.shrink(attack, undefined))
      expect(value.layout.every(({ zone }) => zone === 'temp')).toBe(true);
});
