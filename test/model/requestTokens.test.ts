/** Both languages, token by token: against the plain form of each token of a language, and by example. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '../../model/limits.ts';
import { expressionTokens, tokensOf } from '../../model/requestTokens.ts';

const expressionForm = /<=|>=|<>|[#:]?[\p{L}\p{N}_]+|\S/gu;
const statementForm =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[\p{L}_][\p{L}\p{N}_$]*|<<|>>|<=|>=|<>|!=|\S/gu;

/** Texts of pieces that meet one another in any way, and any texts. */
const pieces = [
  ...[
    'a',
    'b1',
    '_',
    'é',
    '１',
    '1',
    '12',
    '1.5',
    '2e3',
    '#',
    ':',
    '#n',
    ':v',
    '$',
    '.',
    ',',
    '[',
    ']',
    '(',
    ')',
  ],
  ...[
    '=',
    '<',
    '>',
    '<=',
    '<>',
    '<<',
    '!=',
    '+',
    "'",
    "''",
    '"',
    '""',
    ' ',
    '\n',
    '\u00a0',
    '\u{1f600}',
    '\ud83d',
  ],
  ...['AND', 'or', 'NOT', 'BETWEEN', 'IN', 'SELECT', 'size', '(a = :v)', ' AND ', ' OR '],
];
const joined = fc.array(fc.constantFrom(...pieces), { maxLength: 24 }).map((list) => list.join(''));
const anyText = fc.oneof({ weight: 4, arbitrary: joined }, fc.string({ unit: 'binary' }), fc.string());

describe('tokens', () => {
  it.each([
    ['expression', expressionForm],
    ['statement', statementForm],
  ] as const)('of an %s are those of its form, where they stand', (language, form) => {
    fc.assert(
      fc.property(anyText, (text) => {
        const tokens = tokensOf(text, language);
        expect(tokens.map(({ raw, start }) => [raw, start])).toEqual(
          Array.from(text.matchAll(form), ({ 0: raw, index }) => [raw, index]),
        );
        for (const { raw, start, end } of tokens) expect(text.slice(start, end)).toBe(raw);
      }),
      { numRuns: 2_000 },
    );
  });

  it('of expressions tell placeholders, words and numbers', () => {
    const kinds = tokensOf('#n.list[10] <= :v AND 1a + ü', 'expression').map(
      ({ kind, raw }) => `${kind} ${raw}`,
    );
    expect(kinds).toEqual([
      ...['name #n', 'sign .', 'word list', 'sign [', 'number 10', 'sign ]', 'sign <=', 'value :v'],
      ...['word AND', 'word 1a', 'sign +', 'word ü'],
    ]);
  });

  it('of statements tell literals, and say them without their quotes', () => {
    const told = tokensOf(`SELECT "a""b" FROM t WHERE x = 'it''s' AND n != 1.5e3 AND y = ? '`, 'statement');
    expect(told.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      ...[
        'word SELECT',
        'quoted a"b',
        'word FROM',
        'word t',
        'word WHERE',
        'word x',
        'sign =',
        "string it's",
      ],
      ...[
        'word AND',
        'word n',
        'sign !=',
        'number 1.5e3',
        'word AND',
        'word y',
        'sign =',
        'sign ?',
        "sign '",
      ],
    ]);
  });

  it('of an expression that no engine takes are read up to a bound', () => {
    expect(expressionTokens('a '.repeat(limits.expressionCharactersMax))).toHaveLength(
      limits.expressionCharactersMax / 2,
    );
  });
});
