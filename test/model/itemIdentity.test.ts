import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { itemIdentity } from '../../model/itemIdentity.ts';

const same: readonly (readonly [string, object, object])[] = [
  ['number-decimal-point', { N: '1' }, { N: '1.0' }],
  ['number-exponent', { N: '1' }, { N: '1e0' }],
  ['number-leading-zero', { N: '1' }, { N: '01' }],
  ['number-large-exponent', { N: '1e3' }, { N: '1000' }],
  ['number-small', { N: '0.0010' }, { N: '1E-3' }],
  ['number-minus-zero', { N: '0' }, { N: '-0.0' }],
  ['binary-without-padding', { B: 'YQ==' }, { B: 'YQ' }],
];

const different: readonly (readonly [string, object, object])[] = [
  ['number-sign', { N: '1' }, { N: '-1' }],
  ['number-last-of-38-digits', { N: `1${'0'.repeat(36)}1` }, { N: `1${'0'.repeat(36)}2` }],
  ['type-number-string', { N: '1' }, { S: '1' }],
  ['type-binary-string', { B: 'YQ==' }, { S: 'YQ==' }],
  ['string-like-a-number', { S: '1' }, { S: '1.0' }],
  ['string-composition', { S: 'é' }, { S: 'e\u0301' }],
  ['string-lone-surrogates', { S: '\ud800' }, { S: '\ud801' }],
  ['string-trailing-nul', { S: 'a' }, { S: 'a\0' }],
];

describe('the identity of an item', () => {
  it.each(same)('is one for equal keys: %s', (_name, a, b) => {
    expect(itemIdentity('t', { k: { ...a } })).toBe(itemIdentity('t', { k: { ...b } }));
  });

  it.each(different)('is two for unequal keys: %s', (_name, a, b) => {
    expect(itemIdentity('t', { k: { ...a } })).not.toBe(itemIdentity('t', { k: { ...b } }));
  });

  it('does not depend on the order of attributes', () => {
    const [pk, sk] = [{ S: 'a' }, { S: 'b' }];
    expect(itemIdentity('t', { pk, sk })).toBe(itemIdentity('t', { sk, pk }));
  });

  it('keeps tables, attribute names and values apart wherever their parts are cut', () => {
    const part = fc.string({ unit: fc.constantFrom('a', '#', '"', ',', '[', '\\'), maxLength: 4 });
    const key = fc.tuple(part, part, part);
    fc.assert(
      fc.property(key, key, (a, b) => {
        const [one, other] = [a, b].map(([table, pk, sk]) =>
          itemIdentity(table, { pk: { S: pk }, sk: { S: sk } }),
        );
        expect(one === other).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });

  it('compares numbers as numbers', () => {
    fc.assert(
      fc.property(fc.integer({ min: -9999, max: 9999 }), fc.nat({ max: 6 }), (value, zeros) => {
        const written = `${value}.${'0'.repeat(zeros)}e${zeros}`;
        const plain = String(value) + (value === 0 ? '' : '0'.repeat(zeros));
        expect(itemIdentity('t', { n: { N: written } })).toBe(itemIdentity('t', { n: { N: plain } }));
      }),
    );
  });
});
