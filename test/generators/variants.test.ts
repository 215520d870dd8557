/** Variants of kept attacks: valid, within the bounds of drawn attacks, the same for one seed, on the operation of their base. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { attackArbitrary, variedAttacks } from '../../generators/index.ts';
import type { Attack } from '../../model/attack.ts';
import { attackSchema } from '../../model/codec.ts';
import { limits } from '../../model/limits.ts';
import { missingFrom } from '../../model/missing.ts';
import { service as knowledge } from './knowledge.ts';

const operation = knowledge.operations[0]?.name ?? '';
const bases = fc.sample(attackArbitrary(knowledge, operation), { numRuns: 40, seed: 1 });
const others = fc.sample(attackArbitrary(knowledge, null), { numRuns: 20, seed: 2 });
const words = ['legacy', '%%'];

function variants(base: Attack, seed: number, numRuns = 20): readonly Attack[] {
  return fc.sample(variedAttacks(knowledge, base, others, words), { numRuns, seed });
}

it('are the same for the same seed', () => {
  const [base] = bases;
  if (base === undefined) throw new Error('nothing was drawn');
  expect(variants(base, 7)).toStrictEqual(variants(base, 7));
  expect(variants(base, 7)).not.toStrictEqual(variants(base, 8));
});

it('are valid attacks on the operation of their base, within bounds, and refer to what is there', () => {
  for (const [seed, base] of bases.entries())
    for (const attack of variants(base, seed)) {
      expect(attackSchema.safeParse(attack).success).toBe(true);
      expect(attack.steps.at(-1)?.operation).toBe(operation);
      expect(attack.steps.length).toBeLessThanOrEqual(limits.stepsMax);
      expect(missingFrom(attack, knowledge)).toBeNull();
      for (const { returned } of returnedIn(attack)) expect(returned.step).toBeLessThan(attack.steps.length);
    }
});

it('shrink as drawn attacks do', () => {
  const arbitrary = attackArbitrary(knowledge, operation);
  for (const base of bases.slice(0, 5))
    for (const attack of variants(base, 3, 5)) expect(arbitrary.canShrinkWithoutContext(attack)).toBe(true);
});

it('hold constants of the code, steps of others, and what two attacks have', () => {
  const all = bases.flatMap((base, seed) => variants(base, seed, 40));
  const written = all.map((attack) => JSON.stringify(attack));
  expect(written.some((text) => text.includes('legacy'))).toBe(true);
  expect(all.some(({ steps }) => steps.length > 2)).toBe(true);
  const longer = bases.some((base, seed) =>
    variants(base, seed, 40).some(
      ({ steps }) =>
        Object.keys(steps.at(-1)?.arguments ?? {}).length >
        Object.keys(base.steps.at(-1)?.arguments ?? {}).length,
    ),
  );
  expect(longer).toBe(true);
});

interface Returned {
  readonly returned: { readonly step: number };
}

function returnedIn(value: unknown): readonly Returned[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('returned' in value) return [value as Returned];
  return Object.values(value).flatMap(returnedIn);
}
