/**
 * Parses PartiQL as DynamoDB supports it: SELECT, INSERT, UPDATE and DELETE on one table, and EXISTS in transactions. Values
 * are DynamoDB JSON; parameters are filled in.
 *
 * Source: the PartiQL reference of the Amazon DynamoDB Developer Guide.
 */
import type { Json } from '../../../model/attack.ts';
import { type Operand, readCondition, readSum, type StatementCondition } from './conditions.ts';
import { objectValue } from './literals.ts';
import {
  isFirst,
  type Path,
  type Reader,
  readList,
  readName,
  readPath,
  readTokens,
  unexpected,
} from './reader.ts';

export interface StatementSource {
  readonly table: string;
  readonly index: string | null;
  readonly where: StatementCondition | null;
}

export interface Selection extends StatementSource {
  readonly kind: 'select';
  /** Null for all attributes. */
  readonly fields: readonly Path[] | null;
  readonly descending: boolean;
}

export type Statement =
  | Selection
  /** Whether an item exists, within a transaction. */
  | (StatementSource & { readonly kind: 'exists' })
  | { readonly kind: 'insert'; readonly table: string; readonly item: Json }
  | (StatementSource & {
      readonly kind: 'update';
      readonly changes: readonly StatementChange[];
      readonly returning: Returning;
    })
  | (StatementSource & { readonly kind: 'delete'; readonly returning: Returning });

export type StatementChange =
  | { readonly kind: 'set'; readonly path: Path; readonly to: Operand }
  | { readonly kind: 'remove'; readonly path: Path };

/** The equivalent value of `ReturnValues`. */
export type Returning = 'NONE' | 'ALL_OLD' | 'ALL_NEW' | 'UPDATED_OLD' | 'UPDATED_NEW';

/** Parses one statement. Throws a {@link StatementFault}. */
export function parseStatement(text: string, parameters: readonly Json[]): Statement {
  const reader = readTokens(text, parameters);
  const statement = readStatement(reader);
  reader.skip(';');
  reader.finish();
  return statement;
}

function readStatement(reader: Reader): Statement {
  if (reader.skip('SELECT')) return readSelect(reader);
  if (reader.skip('EXISTS', '(', 'SELECT')) {
    const { table, index, where } = readSelect(reader);
    reader.expect(')');
    return { kind: 'exists', table, index, where };
  }
  if (reader.skip('INSERT', 'INTO')) {
    const table = readName(reader);
    reader.expect('VALUE');
    return { kind: 'insert', table, item: objectValue(reader) };
  }
  if (reader.skip('UPDATE')) return readUpdate(reader);
  reader.expect('DELETE', 'FROM');
  const source = readSource(reader);
  return { kind: 'delete', ...source, ...{ where: readWhere(reader), returning: readReturning(reader) } };
}

function readSelect(reader: Reader): Selection {
  const fields = reader.skip('*') ? null : readList(reader, readPath);
  reader.expect('FROM');
  const source = readSource(reader);
  const where = readWhere(reader);
  return { kind: 'select', ...source, where, fields, descending: readOrder(reader) };
}

/** Items come in the order of their sort key, whichever attribute ORDER BY names. */
function readOrder(reader: Reader): boolean {
  if (!reader.skip('ORDER', 'BY')) return false;
  const orders = readList(reader, () => {
    readPath(reader);
    const descending = reader.skip('DESC');
    if (!descending) reader.skip('ASC');
    return descending;
  });
  return orders.includes(true);
}

function readUpdate(reader: Reader): Statement {
  const source = readSource(reader);
  const changes: StatementChange[] = [];
  for (;;) {
    if (reader.skip('SET')) changes.push(...readList(reader, readSet));
    else if (reader.skip('REMOVE'))
      changes.push(...readList(reader, (r) => ({ kind: 'remove' as const, path: readPath(r) })));
    else break;
  }
  if (changes.length === 0) throw unexpected(reader.peek());
  return { kind: 'update', ...source, changes, where: readWhere(reader), returning: readReturning(reader) };
}

function readSet(reader: Reader): StatementChange {
  const path = readPath(reader);
  reader.expect('=');
  return { kind: 'set', path, to: readSum(reader) };
}

function readReturning(reader: Reader): Returning {
  if (!reader.skip('RETURNING')) return 'NONE';
  const all = isFirst(reader, 'ALL', 'MODIFIED');
  const old = isFirst(reader, 'OLD', 'NEW');
  reader.expect('*');
  if (all) return old ? 'ALL_OLD' : 'ALL_NEW';
  return old ? 'UPDATED_OLD' : 'UPDATED_NEW';
}

function readSource(reader: Reader): StatementSource {
  const table = readName(reader);
  const index = reader.skip('.') ? readName(reader) : null;
  return { table, index, where: null };
}

function readWhere(reader: Reader): StatementCondition | null {
  return reader.skip('WHERE') ? readCondition(reader, 0) : null;
}
