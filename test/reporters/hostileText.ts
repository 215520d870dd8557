/** Arbitrary hostile text for tests of reports: what terminals, XML, JSON and SARIF would act on, mixed with anything. */
import fc from 'fast-check';

const provocations = [
  '\0',
  '\x1b[31m',
  '\x1b]0;title\x07',
  '\x9b2J',
  '\x7f',
  '\r\n',
  '\n',
  '\t',
  '\u2028',
  '\u202e',
  '\u2066',
  '\u200b',
  '\ufeff',
  '\ufffe',
  '\ud800',
  '\udc80',
  '\udfff',
  ']]>',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onload='alert(1)",
  '</pre></style></title><svg onload=alert(1)>',
  'javascript:alert(1)',
  '<!--',
  '</failure>',
  '&amp;',
  '&#0;',
  '"',
  "'",
  '{0}',
  '{{1}}',
  '{moat}',
  '‹step 1›',
  '[here](https://example.com)',
  '\\',
  '\\u{41}',
  '\\x80',
  '__proto__',
  'é',
  '漢',
  '😀',
  ' ',
] as const;

export const hostileText: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.constantFrom(...provocations), fc.string({ unit: 'binary', maxLength: 4 })), {
    minLength: 1,
    maxLength: 8,
  })
  .map((pieces) => pieces.join(''));

export const hostileTexts: fc.Arbitrary<{
  summary: string;
  operation: string;
  fileName: string;
  message: string;
}> = fc.record({
  summary: hostileText,
  operation: hostileText,
  fileName: hostileText,
  message: hostileText,
});

/** A character that a reader could act on: any control but the line end, and anything that shows nothing. */
export const unprintable: RegExp = /[^\n\p{L}\p{N}\p{P}\p{S} ]/u;
