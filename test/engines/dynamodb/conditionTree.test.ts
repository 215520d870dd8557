import conditionParser, { type ParsedCondition } from 'dynalite/db/conditionParser.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConditionFault, conditionTree } from '../../../engines/dynamodb/expressions/conditionTree.ts';

const parse = conditionParser.parse;

function options(): Record<string, unknown> {
  return {
    context: {
      attrNames: { '#and': 'x' },
      attrVals: { ':v': { N: '1' }, ':w': { N: '2' } },
      unusedAttrNames: {},
      unusedAttrVals: {},
      isReserved: () => false,
      compare: () => false,
    },
  };
}

/** A parsed condition with its chains of AND and OR as lists, which is all that two ways to parse may differ in. */
function flat(node: unknown): unknown {
  if (typeof node !== 'object' || node === null || !('type' in node) || !('args' in node)) return node;
  const { type, args } = node;
  if (!Array.isArray(args) || (type !== 'and' && type !== 'or')) return node;
  const parts = args
    .map(flat)
    .flatMap((part) => (Array.isArray(part) && part[0] === type ? part.slice(1) : [part]));
  return [type, ...parts];
}

const leaf = fc.constantFrom(
  'a = :v',
  'a.b[0] <> :v',
  '#and > :v',
  'a BETWEEN :v AND :w',
  'b in (:v, :w)',
  'begins_with(a, c)',
  'size(a) >= :v',
  '(a) = :v',
  'attribute_exists(a.b)',
  'android = :v',
);
const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.tuple(tie('condition'), tie('condition')).map(([a, b]) => `${a} AND ${b}`),
    fc.tuple(leaf, tie('condition')).map(([a, b]) => `(${a} or ${b})`),
    tie('condition').map((a) => `NOT (a = :v AND ${a})`),
  ),
}));

async function parsedByParts(expression: string): Promise<ParsedCondition | string> {
  const { parseByParts } = await import('../../../engines/dynamodb/conditions.ts');
  conditionParser.parse = parse;
  parseByParts();
  const result = conditionParser.parse(expression, options());
  conditionParser.parse = parse;
  return result;
}

/** Words, signs and placeholders as they may meet one another, well formed or not. */
const pieced = fc
  .array(
    fc.constantFrom(
      ...['a = :v', ' AND ', ' or ', 'NOT ', 'a BETWEEN :v AND :w', '(a = :v)', '#and = :w', 'b IN (:v)'],
      ...['AND', 'OR', 'NOT', '#and', ':v', 'a', 'é', ' ', '=', '.', '#', ':'],
    ),
    { minLength: 1, maxLength: 7 },
  )
  .map((pieces) => pieces.join(''));

/** What a parser makes of an expression; `refused` whatever it says of it. */
function outcome(parsed: () => ParsedCondition | string): unknown {
  try {
    const result = parsed();
    return typeof result === 'string' ? 'refused' : flat(result.expression);
  } catch {
    return 'refused';
  }
}

describe('a condition parsed by parts', () => {
  it('is refused where the parser of dynalite refuses it, whatever stands side by side', async () => {
    const { parseByParts } = await import('../../../engines/dynamodb/conditions.ts');
    conditionParser.parse = parse;
    parseByParts();
    const byParts = conditionParser.parse;
    conditionParser.parse = parse;
    fc.assert(
      fc.property(pieced, (expression) => {
        // DynamoDB's own grammar has `NOT condition`, of which dynalite takes one alone.
        fc.pre(!/NOT\s+NOT/.test(expression));
        expect(outcome(() => byParts(expression, options()))).toEqual(
          outcome(() => parse(expression, options())),
        );
      }),
      { numRuns: 3_000 },
    );
  });

  it.each(['a = :v AND#and = :w', 'a = :v OR:v = :w', 'NOT#and = :v', 'a = :v AND:w'])(
    'is not divided at a word that runs into a placeholder: %s',
    (expression) => {
      expect(conditionTree(expression)).toEqual({ kind: 'leaf', text: expression });
    },
  );

  it('means what it means to the parser of dynalite', async () => {
    await fc.assert(
      fc.asyncProperty(condition, async (expression) => {
        fc.pre((expression.match(/\(/g) ?? []).length < 8);
        const whole = parse(expression, options());
        const parts = await parsedByParts(expression);
        if (typeof whole === 'string' || typeof parts === 'string') throw new Error(`${whole} ${parts}`);
        expect(flat(parts.expression)).toEqual(flat(whole.expression));
        expect({ ...parts.nestedPaths }).toEqual({ ...whole.nestedPaths });
        expect({ ...parts.pathHeads }).toEqual({ ...whole.pathHeads });
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    'a = :v AND',
    'AND a = :v',
    '(a = :v',
    'a = :v)',
    '((a = :v))',
    '(((((((a))))))) = :v',
    'a = :v OR OR a = :v',
    'NOT NOT',
    '()',
    '',
  ])('is refused where it is malformed: %s', (expression) => {
    expect(() => conditionTree(expression)).toThrow(ConditionFault);
  });

  it('ends for a hundred levels of groups, which take for ever where each level doubles the work', async () => {
    const chain = (links: number): string =>
      Array.from({ length: links }).reduce<string>((inner) => `(a = :v AND ${inner})`, 'a = :v');
    expect(typeof (await parsedByParts(chain(100)))).toBe('object');
  });
});
