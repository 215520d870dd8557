/** Parses the conditions and operands of PartiQL statements. */
import type { Json } from '../../../model/attack.ts';
import type { Token } from '../../../model/requestTokens.ts';
import { readLiteral } from './literals.ts';
import { insistShallow, isFirst, type Path, type Reader, readList, readPath, unexpected } from './reader.ts';

export type Operand =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly value: Json }
  | { readonly kind: 'call'; readonly name: string; readonly operands: readonly Operand[] }
  | { readonly kind: 'sum'; readonly sign: '+' | '-'; readonly left: Operand; readonly right: Operand };

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=' | 'BETWEEN' | 'IN';

export type StatementCondition =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly StatementCondition[] }
  | { readonly kind: 'not'; readonly of: StatementCondition }
  | Comparison
  | { readonly kind: 'call'; readonly name: string; readonly operands: readonly Operand[] };

export interface Comparison {
  readonly kind: 'compare';
  readonly left: Operand;
  readonly is: Comparator;
  readonly right: readonly Operand[];
}

export function readCondition(reader: Reader, depth: number): StatementCondition {
  return readChain(reader, 'OR', () => readChain(reader, 'AND', () => readSingle(reader, depth)));
}

function readChain(reader: Reader, word: 'AND' | 'OR', part: () => StatementCondition): StatementCondition {
  const parts = [part()];
  while (reader.skip(word)) parts.push(part());
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { kind: word === 'AND' ? 'and' : 'or', parts };
}

function readSingle(reader: Reader, depth: number): StatementCondition {
  insistShallow(depth);
  if (reader.skip('NOT')) return { kind: 'not', of: readSingle(reader, depth + 1) };
  if (reader.skip('(')) {
    const inner = readCondition(reader, depth + 1);
    reader.expect(')');
    return inner;
  }
  return readComparison(reader, depth);
}

function readComparison(reader: Reader, depth: number): StatementCondition {
  const left = readOperand(reader, depth);
  if (reader.skip('BETWEEN')) {
    const low = readOperand(reader, depth);
    reader.expect('AND');
    return { kind: 'compare', left, is: 'BETWEEN', right: [low, readOperand(reader, depth)] };
  }
  const not = reader.skip('NOT', 'IN');
  if (not || reader.skip('IN')) {
    const within: StatementCondition = { kind: 'compare', left, is: 'IN', right: readMembers(reader, depth) };
    return not ? { kind: 'not', of: within } : within;
  }
  if (reader.skip('IS')) return kindCondition(reader, left);
  const is = comparators.find((sign) => reader.skip(sign));
  if (is !== undefined)
    return { kind: 'compare', left, is: is === '!=' ? '<>' : is, right: [readOperand(reader, depth)] };
  if (left.kind !== 'call') throw unexpected(reader.peek());
  return left;
}

const comparators = ['=', '<>', '!=', '<=', '>=', '<', '>'] as const;

function readMembers(reader: Reader, depth: number): readonly Operand[] {
  const close = isFirst(reader, '[', '(') ? ']' : ')';
  const members = readList(reader, (inner) => readOperand(inner, depth + 1));
  reader.expect(close);
  return members;
}

/** Parses `IS MISSING`, `IS NULL` and their negations. */
function kindCondition(reader: Reader, left: Operand): StatementCondition {
  const not = reader.skip('NOT');
  const there = { kind: 'call' as const, name: 'attribute_exists', operands: [left] };
  const missing: StatementCondition = { ...there, name: 'attribute_not_exists' };
  if (reader.skip('MISSING')) return not ? there : missing;
  reader.expect('NULL');
  const operands: Operand[] = [left, { kind: 'value', value: { S: 'NULL' } }];
  const isNull: StatementCondition = { kind: 'call', name: 'attribute_type', operands };
  return not ? { kind: 'not', of: isNull } : isNull;
}

function readOperand(reader: Reader, depth: number): Operand {
  const [first, second] = [reader.peek(), reader.peek(1)];
  const isValue = first !== undefined && startsValue(first);
  if (isValue) return { kind: 'value', value: readLiteral(reader, depth) };
  if (first?.kind !== 'word' || second?.raw !== '(') return { kind: 'path', path: readPath(reader) };
  const name = reader.take().text.toLowerCase();
  reader.expect('(');
  const operands = readList(reader, (inner) => readOperand(inner, depth + 1));
  reader.expect(')');
  return { kind: 'call', name, operands };
}

function startsValue({ kind, raw }: Token): boolean {
  if (kind === 'string' || kind === 'number') return true;
  return ['?', '[', '{', '<<', '-', 'TRUE', 'FALSE', 'NULL'].includes(raw.toUpperCase());
}

export function readSum(reader: Reader): Operand {
  let left = readOperand(reader, 0);
  for (;;) {
    const sign = reader.skip('+') ? '+' : reader.skip('-') ? '-' : null;
    if (sign === null) return left;
    left = { kind: 'sum', sign, left, right: readOperand(reader, 0) };
  }
}
