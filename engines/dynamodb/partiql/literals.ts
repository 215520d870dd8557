/** Parses the literal values of statements into DynamoDB JSON. */
import type { Json } from '../../../model/attack.ts';
import { objectIn } from '../../../model/json.ts';
import { insistShallow, type Reader, readList, unexpected } from './reader.ts';

export function readLiteral(reader: Reader, depth: number): Json {
  insistShallow(depth);
  if (reader.skip('?')) return reader.parameter();
  if (reader.skip('TRUE')) return { BOOL: true };
  if (reader.skip('FALSE')) return { BOOL: false };
  if (reader.skip('NULL')) return { NULL: true };
  if (reader.skip('[')) return { L: valuesUntil(reader, ']', depth + 1) };
  if (reader.skip('<<')) return setValue(valuesUntil(reader, '>>', depth + 1));
  if (reader.peek()?.raw === '{') return { M: objectValue(reader, depth + 1) };
  const minus = reader.skip('-') ? '-' : '';
  const token = reader.take();
  if (token.kind === 'number') return { N: minus + token.text };
  if (token.kind === 'string' && minus === '') return { S: token.text };
  throw unexpected(token);
}

function valuesUntil(reader: Reader, close: string, depth: number): readonly Json[] {
  if (reader.skip(close)) return [];
  const values = readList(reader, (inner) => readLiteral(inner, depth));
  reader.expect(close);
  return values;
}

function setValue(values: readonly Json[]): Json {
  const members = values.map((value) => Object.entries(Object(value))[0] ?? ['', null]);
  const [type = 'S'] = members[0] ?? [];
  return { [`${type}S`]: members.map(([, member]) => String(member)) };
}

export function objectValue(reader: Reader, depth: number = 0): Json {
  const placeholder = reader.peek()?.raw === '?';
  if (placeholder) return objectIn(readLiteral(reader, depth), 'M') ?? {};
  reader.expect('{');
  if (reader.skip('}')) return {};
  const members = readList(reader, (inner): [string, Json] => {
    const token = inner.take();
    if (token.kind !== 'string' && token.kind !== 'quoted') throw unexpected(token);
    inner.expect(':');
    return [token.text, readLiteral(inner, depth)];
  });
  reader.expect('}');
  return Object.fromEntries(members);
}
