/**
 * PartiQL as DynamoDB takes it: SELECT, INSERT, UPDATE and DELETE of one table, and EXISTS in transactions. What stands in
 * the place of values is DynamoDB's own JSON; parameters are filled in.
 *
 * Source: the PartiQL reference of the Amazon DynamoDB Developer Guide.
 */
import type { Json } from '../../../model/attack.ts';
import { type Condition, eitherOf, type Operand, sumOf } from './conditions.ts';
import { objectValue } from './literals.ts';
import { isFirst, listOf, nameOf, type Path, pathOf, type Reader, readTokens, unexpected } from './reader.ts';

export interface Source {
  readonly table: string;
  readonly index: string | null;
  readonly where: Condition | null;
}

export interface Selection extends Source {
  readonly kind: 'select';
  /** Null for all attributes. */
  readonly fields: readonly Path[] | null;
  readonly descending: boolean;
}

export type Statement =
  | Selection
  /** Whether an item is there, within a transaction. */
  | (Source & { readonly kind: 'exists' })
  | { readonly kind: 'insert'; readonly table: string; readonly item: Json }
  | (Source & { readonly kind: 'update'; readonly changes: readonly Change[]; readonly returning: Returning })
  | (Source & { readonly kind: 'delete'; readonly returning: Returning });

export type Change =
  | { readonly kind: 'set'; readonly path: Path; readonly to: Operand }
  | { readonly kind: 'remove'; readonly path: Path };

/** The value of `ReturnValues` that does the same. */
export type Returning = 'NONE' | 'ALL_OLD' | 'ALL_NEW' | 'UPDATED_OLD' | 'UPDATED_NEW';

/** Parses one statement. Throws a {@link StatementFault}. */
export function parseStatement(text: string, parameters: readonly Json[]): Statement {
  const reader = readTokens(text, parameters);
  const statement = statementOf(reader);
  reader.skip(';');
  reader.finish();
  return statement;
}

function statementOf(reader: Reader): Statement {
  if (reader.skip('SELECT')) return selectOf(reader);
  if (reader.skip('EXISTS', '(', 'SELECT')) {
    const { table, index, where } = selectOf(reader);
    reader.expect(')');
    return { kind: 'exists', table, index, where };
  }
  if (reader.skip('INSERT', 'INTO')) {
    const table = nameOf(reader);
    reader.expect('VALUE');
    return { kind: 'insert', table, item: objectValue(reader) };
  }
  if (reader.skip('UPDATE')) return updateOf(reader);
  reader.expect('DELETE', 'FROM');
  const source = sourceOf(reader);
  return { kind: 'delete', ...source, ...{ where: whereOf(reader), returning: returningOf(reader) } };
}

function selectOf(reader: Reader): Selection {
  const fields = reader.skip('*') ? null : listOf(reader, pathOf);
  reader.expect('FROM');
  const source = sourceOf(reader);
  const where = whereOf(reader);
  return { kind: 'select', ...source, where, fields, descending: orderOf(reader) };
}

/** Items come in the order of their sort key, whatever attribute is named. */
function orderOf(reader: Reader): boolean {
  if (!reader.skip('ORDER', 'BY')) return false;
  const orders = listOf(reader, () => {
    pathOf(reader);
    const descending = reader.skip('DESC');
    if (!descending) reader.skip('ASC');
    return descending;
  });
  return orders.includes(true);
}

function updateOf(reader: Reader): Statement {
  const source = sourceOf(reader);
  const changes: Change[] = [];
  for (;;) {
    if (reader.skip('SET')) changes.push(...listOf(reader, setOf));
    else if (reader.skip('REMOVE'))
      changes.push(...listOf(reader, (r) => ({ kind: 'remove' as const, path: pathOf(r) })));
    else break;
  }
  if (changes.length === 0) throw unexpected(reader.peek());
  return { kind: 'update', ...source, changes, where: whereOf(reader), returning: returningOf(reader) };
}

function setOf(reader: Reader): Change {
  const path = pathOf(reader);
  reader.expect('=');
  return { kind: 'set', path, to: sumOf(reader) };
}

function returningOf(reader: Reader): Returning {
  if (!reader.skip('RETURNING')) return 'NONE';
  const all = isFirst(reader, 'ALL', 'MODIFIED');
  const old = isFirst(reader, 'OLD', 'NEW');
  reader.expect('*');
  if (all) return old ? 'ALL_OLD' : 'ALL_NEW';
  return old ? 'UPDATED_OLD' : 'UPDATED_NEW';
}

function sourceOf(reader: Reader): Source {
  const table = nameOf(reader);
  const index = reader.skip('.') ? nameOf(reader) : null;
  return { table, index, where: null };
}

function whereOf(reader: Reader): Condition | null {
  return reader.skip('WHERE') ? eitherOf(reader, 0) : null;
}
