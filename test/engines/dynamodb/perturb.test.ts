import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flipFlags, hasFlags, perturbItem } from '../../../engines/perturb/perturbItem.ts';
import type { Json } from '../../../model/attack.ts';
import { memberOf } from '../../../model/json.ts';

const text = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.constantFrom('-', '', '😀', '/', 'é'));
const number = fc.oneof(
  fc.integer().map(String),
  fc.constantFrom('0', '-0.5', '100', `9${'0'.repeat(125)}`, '0.0001', '1234567890.5'),
);
const binary = fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes).toString('base64'));
const distinct = { minLength: 1, maxLength: 12 };

const { value } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    text.map((S) => ({ S })),
    number.map((N) => ({ N })),
    binary.map((B) => ({ B })),
    fc.boolean().map((BOOL) => ({ BOOL })),
    fc.constant({ NULL: true }),
    fc.uniqueArray(text, distinct).map((SS) => ({ SS })),
    fc.uniqueArray(fc.nat({ max: 20 }), distinct).map((numbers) => ({ NS: numbers.map(String) })),
    fc.uniqueArray(binary, distinct).map((BS) => ({ BS })),
    fc.array(tie('value'), { maxLength: 4 }).map((L) => ({ L })),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 4 }).map((M) => ({ M })),
  ),
}));

/** The form of a value: types and nesting, and lengths of scalars. */
function shapeOf(typed: Json): unknown {
  const [[type, content] = ['', null]] = Object.entries<Json>({ ...Object(typed) });
  if (type === 'L' && Array.isArray(content)) return { L: content.map(shapeOf) };
  if (type === 'M')
    return { M: Object.entries(content ?? {}).map(([name, entry]) => [name, shapeOf(entry)]) };
  if (Array.isArray(content)) return { [type]: content.length };
  if (type === 'B') return { B: Buffer.from(String(content), 'base64').length };
  return typeof content === 'string' ? { [type]: content.length } : type;
}

/** What has only one value cannot be changed. */
function isFixed(typed: Json): boolean {
  const [[type, content] = ['', null]] = Object.entries<Json>({ ...Object(typed) });
  if (type === 'NULL' || type === 'BOOL') return true;
  if (type === 'L' && Array.isArray(content)) return content.every(isFixed);
  if (type === 'M') return Object.values(content ?? {}).every(isFixed);
  return (
    typeof content === 'string' && /^[[\]{},\s]*$|^(?:true|false|yes|no|on|off|null|none)$/i.test(content)
  );
}

describe('a perturbed item', () => {
  it('holds times where it held times', () => {
    const times = fc.date({ min: new Date('0100-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    const forms = [
      (date: Date) => date.toISOString(),
      (date: Date) => date.toISOString().slice(0, 10),
      (date: Date) => date.toISOString().slice(0, 16),
      (date: Date) => date.toISOString().replace('T', ' ').replace('Z', '000+02:00'),
    ];
    fc.assert(
      fc.property(times, fc.constantFrom(...forms), fc.string(), (date, form, nonce) => {
        const at = form(date);
        const { until } = perturbItem({ until: { S: at } }, {}, nonce);
        const other = String(memberOf(until, 'S'));
        expect(other.replaceAll(/\d/g, '0')).toBe(at.replaceAll(/\d/g, '0'));
        expect(other).not.toBe(at);
        expect(Number.isNaN(Date.parse(other))).toBe(false);
      }),
    );
  });

  it('has other content of the same shape, and the same key', () => {
    fc.assert(
      fc.property(value, fc.string(), (attribute, nonce) => {
        const item = { pk: { S: 'a#1' }, content: attribute };
        const perturbed = perturbItem(item, { pk: { S: 'a#1' } }, nonce);
        expect(perturbed['pk']).toEqual(item.pk);
        expect(shapeOf(perturbed['content'] ?? null)).toEqual(shapeOf(attribute));
        if (!isFixed(attribute)) expect(perturbed['content']).not.toEqual(attribute);
      }),
      { numRuns: 1000 },
    );
  });

  it('is the same for the same nonce and another one for another', () => {
    const item = { pk: { S: 'a' }, word: { S: 'unguessable-0123456789' } };
    const key = { pk: { S: 'a' } };
    expect(perturbItem(item, key, 'x')).toEqual(perturbItem(item, key, 'x'));
    expect(perturbItem(item, key, 'x')).not.toEqual(perturbItem(item, key, 'y'));
  });

  it('keeps letters letters, digits digits and punctuation where it was', () => {
    const item = { at: { S: 'Ab-12/f0.png' } };
    for (let round = 0; round < 50; round += 1) {
      const { at } = perturbItem(item, {}, String(round));
      expect(JSON.stringify(at)).toMatch(/^\{"S":"[A-Z][a-z]-\d\d\/[a-f]\d\.[a-z]{3}"\}$/);
    }
  });

  it('keeps the members of a set distinct and does not merely reorder them', () => {
    const digits = Array.from('0123456789');
    const { set } = perturbItem({ set: { NS: digits } }, {}, 'x');
    const members: string[] = JSON.parse(JSON.stringify(set)).NS;
    expect(new Set(members.map(Number)).size).toBe(10);
    expect([...members].sort()).not.toEqual(digits);
  });

  it('keeps its flags, which are turned apart wherever they stand', () => {
    const item = { open: { BOOL: false }, inner: { M: { list: { L: [{ BOOL: true }, { S: 'a' }] } } } };
    const turned = { open: { BOOL: true }, inner: { M: { list: { L: [{ BOOL: false }, { S: 'a' }] } } } };
    expect(perturbItem(item, {}, 'x')['open']).toEqual(item.open);
    expect(flipFlags(item)).toEqual(turned);
    expect(hasFlags(item)).toBe(true);
    expect(hasFlags({ a: { S: 'a' } })).toBe(false);
  });

  it('keeps numbers within what DynamoDB takes', () => {
    const { n } = perturbItem({ n: { N: `9${'0'.repeat(125)}` } }, {}, 'x');
    expect(JSON.stringify(n)).toMatch(/^\{"N":"[1-8]0{125}"\}$/);
  });
});
