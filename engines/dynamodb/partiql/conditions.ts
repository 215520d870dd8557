/** Conditions and operands of statements. */
import type { Json } from '../../../model/attack.ts';
import type { Token } from '../../../model/requestTokens.ts';
import { literalOf } from './literals.ts';
import { insistShallow, isFirst, listOf, type Path, pathOf, type Reader, unexpected } from './reader.ts';

export type Operand =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly value: Json }
  | { readonly kind: 'call'; readonly name: string; readonly operands: readonly Operand[] }
  | { readonly kind: 'sum'; readonly sign: '+' | '-'; readonly left: Operand; readonly right: Operand };

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=' | 'BETWEEN' | 'IN';

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | Comparison
  | { readonly kind: 'call'; readonly name: string; readonly operands: readonly Operand[] };

export interface Comparison {
  readonly kind: 'compare';
  readonly left: Operand;
  readonly is: Comparator;
  readonly right: readonly Operand[];
}

export function eitherOf(reader: Reader, depth: number): Condition {
  return chainOf(reader, 'OR', () => chainOf(reader, 'AND', () => singleOf(reader, depth)));
}

function chainOf(reader: Reader, word: 'AND' | 'OR', part: () => Condition): Condition {
  const parts = [part()];
  while (reader.skip(word)) parts.push(part());
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { kind: word === 'AND' ? 'and' : 'or', parts };
}

function singleOf(reader: Reader, depth: number): Condition {
  insistShallow(depth);
  if (reader.skip('NOT')) return { kind: 'not', of: singleOf(reader, depth + 1) };
  if (reader.skip('(')) {
    const inner = eitherOf(reader, depth + 1);
    reader.expect(')');
    return inner;
  }
  return comparisonOf(reader, depth);
}

function comparisonOf(reader: Reader, depth: number): Condition {
  const left = operandOf(reader, depth);
  if (reader.skip('BETWEEN')) {
    const low = operandOf(reader, depth);
    reader.expect('AND');
    return { kind: 'compare', left, is: 'BETWEEN', right: [low, operandOf(reader, depth)] };
  }
  const not = reader.skip('NOT', 'IN');
  if (not || reader.skip('IN')) {
    const within: Condition = { kind: 'compare', left, is: 'IN', right: membersOf(reader, depth) };
    return not ? { kind: 'not', of: within } : within;
  }
  if (reader.skip('IS')) return kindCondition(reader, left);
  const is = comparators.find((sign) => reader.skip(sign));
  if (is !== undefined)
    return { kind: 'compare', left, is: is === '!=' ? '<>' : is, right: [operandOf(reader, depth)] };
  if (left.kind !== 'call') throw unexpected(reader.peek());
  return left;
}

const comparators = ['=', '<>', '!=', '<=', '>=', '<', '>'] as const;

function membersOf(reader: Reader, depth: number): readonly Operand[] {
  const close = isFirst(reader, '[', '(') ? ']' : ')';
  const members = listOf(reader, (inner) => operandOf(inner, depth + 1));
  reader.expect(close);
  return members;
}

/** `IS MISSING`, `IS NULL` and their opposites. */
function kindCondition(reader: Reader, left: Operand): Condition {
  const not = reader.skip('NOT');
  const there = { kind: 'call' as const, name: 'attribute_exists', operands: [left] };
  const missing: Condition = { ...there, name: 'attribute_not_exists' };
  if (reader.skip('MISSING')) return not ? there : missing;
  reader.expect('NULL');
  const operands: Operand[] = [left, { kind: 'value', value: { S: 'NULL' } }];
  const isNull: Condition = { kind: 'call', name: 'attribute_type', operands };
  return not ? { kind: 'not', of: isNull } : isNull;
}

function operandOf(reader: Reader, depth: number): Operand {
  const [first, second] = [reader.peek(), reader.peek(1)];
  const isValue = first !== undefined && startsValue(first);
  if (isValue) return { kind: 'value', value: literalOf(reader, depth) };
  if (first?.kind !== 'word' || second?.raw !== '(') return { kind: 'path', path: pathOf(reader) };
  const name = reader.take().text.toLowerCase();
  reader.expect('(');
  const operands = listOf(reader, (inner) => operandOf(inner, depth + 1));
  reader.expect(')');
  return { kind: 'call', name, operands };
}

function startsValue({ kind, raw }: Token): boolean {
  if (kind === 'string' || kind === 'number') return true;
  return ['?', '[', '{', '<<', '-', 'TRUE', 'FALSE', 'NULL'].includes(raw.toUpperCase());
}

export function sumOf(reader: Reader): Operand {
  let left = operandOf(reader, 0);
  for (;;) {
    const sign = reader.skip('+') ? '+' : reader.skip('-') ? '-' : null;
    if (sign === null) return left;
    left = { kind: 'sum', sign, left, right: operandOf(reader, 0) };
  }
}
