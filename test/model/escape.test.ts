import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeText, unescapeText } from '../../model/escape.ts';
import { encodeJson } from '../../model/escapeJson.ts';
import { hostileText } from '../reporters/hostileText.ts';

const anyText = fc.oneof(hostileText, fc.string({ unit: 'binary' }), anyUnits());

describe('the escaper', () => {
  test.each([
    ['nul', '\0', '\\u{0}'],
    ['escape', '\x1b[31m', '\\u{1b}[31m'],
    ['c1-control', '\x9b', '\\u{9b}'],
    ['line-end', '\r\n', '\\u{d}\\u{a}'],
    ['separator', '\u2028', '\\u{2028}'],
    ['no-break-space', '\u00a0', '\\u{a0}'],
    ['bidi', 'a\u202eb', 'a\\u{202e}b'],
    ['zero-width', '\u200b\ufeff', '\\u{200b}\\u{feff}'],
    ['surrogate', '\ud800', '\\u{d800}'],
    ['byte', '\udc80\udcff', '\\x80\\xff'],
    ['combining-mark', 'e\u0301', 'e\\u{301}'],
    ['filler', '\u3164\u2800', '\\u{3164}\\u{2800}'],
    ['private', '\ue000', '\\u{e000}'],
    ['unassigned', '\u{10ffff}', '\\u{10ffff}'],
    ['tag', '\u{e0041}', '\\u{e0041}'],
    ['backslash', '\\u{41}', '\\\\u{41}'],
    ['plain', 'Ärger 漢字 😀 <&>"\'', 'Ärger 漢字 😀 <&>"\''],
  ])('makes visible what could act or hide: %s', (_row, unsafe, safe) => {
    expect(escapeText(unsafe)).toBe(safe);
    expect(unescapeText(safe)).toBe(unsafe);
  });

  test('gives back any string', () => {
    fc.assert(
      fc.property(anyText, (unsafe) => {
        expect(unescapeText(escapeText(unsafe))).toBe(unsafe);
      }),
      { numRuns: 1000 },
    );
  });

  test('writes one well-formed line of letters, digits, punctuation, symbols and spaces', () => {
    fc.assert(
      fc.property(anyText, (unsafe) => {
        const safe = escapeText(unsafe);
        expect(safe.isWellFormed()).toBe(true);
        expect(safe).toMatch(/^[\p{L}\p{N}\p{P}\p{S} ]*$/u);
      }),
      { numRuns: 1000 },
    );
  });

  test('never writes two strings alike', () => {
    fc.assert(
      fc.property(anyText, anyText, (one, other) => {
        expect(escapeText(one) === escapeText(other)).toBe(one === other);
      }),
    );
  });

  test.each(['\\', '\\n', '\\u', '\\u{', '\\u{}', '\\u{g}', '\\xg0', '\\x1', '\\U{41}'])(
    'refuses to read what it never writes: %s',
    (safe) => {
      expect(() => unescapeText(safe)).toThrow(SyntaxError);
    },
  );
});

describe('safe JSON', () => {
  test('parses back to any value and shows nothing that could act', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), anyText, (value, unsafe) => {
        const document = { value, [unsafe]: unsafe };
        const encoded = encodeJson(document, 2);
        expect(JSON.parse(encoded)).toEqual(JSON.parse(JSON.stringify(document)));
        expect(encoded).toMatch(/^[\n\p{L}\p{N}\p{P}\p{S} ]*$/u);
      }),
      { numRuns: 300 },
    );
  });

  test('leaves letters of any script readable', () => {
    expect(encodeJson('Ärger 漢字 😀', 0)).toBe('"Ärger 漢字 😀"');
    expect(encodeJson('\u{e0041}\u202e', 0)).toBe('"\\udb40\\udc41\\u202e"');
  });
});

function anyUnits(): fc.Arbitrary<string> {
  return fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 6 })
    .map((units) => String.fromCharCode(...units));
}
