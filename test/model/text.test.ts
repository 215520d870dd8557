import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  applyChange,
  bytesOfText,
  literalOf,
  partsOf,
  textOf,
  textOfBytes,
  valueChanges,
} from '../../model/text.ts';

const bytes = fc.uint8Array({ maxLength: 24 });
/** Well-formed text mixed with undecodable bytes, which the system may hand out as a name. */
const systemText = bytes.map(textOfBytes);

describe('text and bytes', () => {
  test('gives back any bytes', () => {
    const mixed = fc.oneof(
      bytes,
      fc.string({ unit: 'binary' }).map((text) => new TextEncoder().encode(text)),
    );
    fc.assert(
      fc.property(mixed, (given) => {
        expect([...bytesOfText(textOfBytes(given))]).toEqual([...given]);
      }),
      { numRuns: 1000 },
    );
  });

  test('gives back any text that the system hands out', () => {
    fc.assert(
      fc.property(systemText, (text) => {
        expect(textOfBytes(bytesOfText(text))).toBe(text);
      }),
    );
  });

  test.each([
    ['latin', 'é', [0xc3, 0xa9]],
    ['astral', '😀', [0xf0, 0x9f, 0x98, 0x80]],
    ['lone-byte', 'a\udcff', [0x61, 0xff]],
    ['overlong', '\udcc0\udcaf', [0xc0, 0xaf]],
    ['replacement-character', '\ufffd', [0xef, 0xbf, 0xbd]],
    ['encoded-surrogate', '\udced\udca0\udc80', [0xed, 0xa0, 0x80]],
    ['cut-off', '\udcf0\udc9f', [0xf0, 0x9f]],
  ])('are the same by PEP 383: %s', (_row, text, expected) => {
    expect([...bytesOfText(text)]).toEqual(expected);
    expect(textOfBytes(Uint8Array.from(expected))).toBe(text);
  });

  test('reads a part of a larger buffer', () => {
    const whole = Uint8Array.from([0xff, 0x61, 0xc3, 0xa9, 0xff]);
    expect(textOfBytes(whole.subarray(1, 4))).toBe('aé');
  });
});

describe('a text in parts', () => {
  test('merges strings and drops empty ones', () => {
    const text = ['', 'a', 'b', { place: 'moat' }, '', 'c'] as const;
    expect(partsOf(text)).toEqual(['ab', { place: 'moat' }, 'c']);
    expect(literalOf(text)).toBe('abc');
  });

  test('is a plain string where nothing is filled in', () => {
    expect(textOf(['a', '', 'b'])).toBe('ab');
    expect(textOf([])).toBe('');
    expect(textOf([{ place: 'own' }])).toEqual([{ place: 'own' }]);
  });

  test.each([
    ['upper', 'aß', 'ASS'],
    ['lower', 'AI', 'ai'],
    ['capital', 'abc', 'Abc'],
    ['percent', 'é', '%c3%a9'],
    ['nfd', 'é', 'e\u0301'],
    ['fullwidth', 'a/', '\uff41\uff0f'],
    ['dropLast', 'a😀', 'a'],
  ] as const)('changes a learnt value in one step: %s', (change, value, changed) => {
    expect(valueChanges).toContain(change);
    expect(applyChange(value, change)).toBe(changed);
    expect(applyChange(value, undefined)).toBe(value);
  });
});
