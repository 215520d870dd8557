/**
 * Translates a PartiQL statement to a request of DynamoDB's own API: `SELECT * FROM t WHERE pk = 'a'` becomes a Query. Pure,
 * given the keys of the table.
 */
import type { Json } from '../../../model/attack.ts';
import type { JsonObject } from '../../../model/json.ts';
import type { Operand, StatementCondition } from './conditions.ts';
import type { KeyNames } from './keyConditions.ts';
import { conjuncts, keyIn, keyRange, namesKey } from './keyConditions.ts';
import { type Path, StatementFault } from './reader.ts';
import type { Selection, Statement, StatementSource } from './statement.ts';

export interface NativeRequest {
  readonly operation:
    | 'GetItem'
    | 'Query'
    | 'Scan'
    | 'PutItem'
    | 'UpdateItem'
    | 'DeleteItem'
    | 'ConditionCheckItem';
  readonly input: JsonObject;
}

/** Parameters of a SELECT besides its text. */
export interface StatementPage {
  readonly limit: number | null;
  readonly after: Json | null;
  readonly consistent: boolean;
}

/** Throws a {@link StatementFault} if DynamoDB does not support the statement. */
export function nativeRequest(statement: Statement, keys: KeyNames, page: StatementPage): NativeRequest {
  switch (statement.kind) {
    case 'select':
      return selection(statement, keys, page);
    case 'exists':
      return keyed('ConditionCheckItem', statement, keys, {});
    case 'insert':
      return insertion(statement, keys);
    case 'update':
      return update(statement, keys);
    case 'delete':
      return keyed('DeleteItem', statement, keys, returnValues(statement.returning));
  }
}

/** The read of one item, for a transaction. Throws a {@link StatementFault} if the statement may find several. */
export function singleRead(statement: Selection, keys: KeyNames): NativeRequest {
  const { key, rest } = keyIn(statement, keys);
  if (rest.length > 0)
    throw new StatementFault('Select statements within ExecuteTransaction must specify the primary key.');
  return { operation: 'GetItem', input: { TableName: statement.table, Key: key } };
}

function selection(statement: Selection, keys: KeyNames, page: StatementPage): NativeRequest {
  const { table, index, descending } = statement;
  const common = {
    TableName: table,
    ...(index === null ? {} : { IndexName: index }),
    ...(page.limit === null ? {} : { Limit: page.limit }),
    ...(page.after === null ? {} : { ExclusiveStartKey: page.after }),
    ...(page.consistent ? { ConsistentRead: true } : {}),
  };
  const words = openWords();
  const conditions = conjuncts(statement.where);
  const range = keyRange(conditions, keys);
  const rest = range === null ? conditions : conditions.filter((one) => !range.includes(one));
  const named = rest.some((one) => namesKey(one, keys));
  // The filter of a Query may not name its keys; that of a Scan may.
  if (range === null || named) {
    const all = conditions.map((one) => words.condition(one));
    return {
      operation: 'Scan',
      input: { ...common, ...expression('FilterExpression', all), ...words.bound() },
    };
  }
  const input = {
    ...common,
    KeyConditionExpression: range.map((one) => words.condition(one)).join(' AND '),
    ...expression(
      'FilterExpression',
      rest.map((one) => words.condition(one)),
    ),
    ...(descending ? { ScanIndexForward: false } : {}),
    ...words.bound(),
  };
  return { operation: 'Query', input };
}

function insertion({ table, item }: Extract<Statement, { kind: 'insert' }>, keys: KeyNames): NativeRequest {
  const words = openWords();
  const free = words.condition(existence('attribute_not_exists', keys));
  return {
    operation: 'PutItem',
    input: { TableName: table, Item: item, ConditionExpression: free, ...words.bound() },
  };
}

function update(statement: Extract<Statement, { kind: 'update' }>, keys: KeyNames): NativeRequest {
  const words = openWords();
  const clauses: Record<string, string[]> = {};
  for (const change of statement.changes) {
    const [clause, text] = changeText(change, words);
    clauses[clause] = [...(clauses[clause] ?? []), text];
  }
  const UpdateExpression = Object.entries(clauses)
    .map(([clause, texts]) => `${clause} ${texts.join(', ')}`)
    .join(' ');
  return keyed(
    'UpdateItem',
    statement,
    keys,
    { UpdateExpression, ...returnValues(statement.returning) },
    words,
  );
}

function changeText(
  change: Extract<Statement, { kind: 'update' }>['changes'][number],
  words: Words,
): [clause: string, text: string] {
  const path = words.path(change.path);
  if (change.kind === 'remove') return ['REMOVE', path];
  const { to } = change;
  const clause = to.kind === 'call' ? setClauses.get(to.name) : undefined;
  const value = to.kind === 'call' ? to.operands[1] : undefined;
  if (clause !== undefined && value !== undefined) return [clause, `${path} ${words.operand(value)}`];
  return ['SET', `${path} = ${words.operand(to)}`];
}

const setClauses: ReadonlyMap<string, string> = new Map([
  ['set_add', 'ADD'],
  ['set_delete', 'DELETE'],
]);

/** A write of one existing item, or a condition check of it. */
function keyed(
  operation: NativeRequest['operation'],
  source: StatementSource,
  keys: KeyNames,
  more: JsonObject,
  words: Words = openWords(),
): NativeRequest {
  const { key, rest } = keyIn(source, keys);
  // Deleting an item that does not exist is no error, unless there are further conditions.
  const bare = operation === 'DeleteItem' && rest.length === 0;
  const conditions = bare ? [] : [existence('attribute_exists', keys), ...rest];
  return {
    operation,
    input: {
      ...{ TableName: source.table, Key: key, ...more },
      ...expression(
        'ConditionExpression',
        conditions.map((one) => words.condition(one)),
      ),
      ...words.bound(),
    },
  };
}

function existence(name: string, [hash = '']: KeyNames): StatementCondition {
  return { kind: 'call', name, operands: [{ kind: 'path', path: [hash] }] };
}

function returnValues(returning: string): JsonObject {
  return returning === 'NONE' ? {} : { ReturnValues: returning };
}

function expression(name: string, conditions: readonly string[]): JsonObject {
  const [only] = conditions;
  if (only === undefined) return {};
  return { [name]: conditions.length === 1 ? only : conditions.map((one) => `(${one})`).join(' AND ') };
}

/** Builds expressions, with placeholders for every name and value. */
interface Words {
  readonly condition: (condition: StatementCondition) => string;
  readonly operand: (operand: Operand) => string;
  readonly path: (path: Path) => string;
  /** The members of a request that define the placeholders. */
  readonly bound: () => JsonObject;
}

function openWords(): Words {
  const names = new Map<string, string>();
  const values: Record<string, Json> = {};
  const path = (steps: Path): string =>
    steps
      .map((step, at) => (typeof step === 'number' ? `[${step}]` : (at > 0 ? '.' : '') + name(step)))
      .join('');
  const name = (text: string): string => {
    const placeholder = names.get(text) ?? `#n${names.size}`;
    names.set(text, placeholder);
    return placeholder;
  };
  const operand = (one: Operand): string => {
    switch (one.kind) {
      case 'path':
        return path(one.path);
      case 'value': {
        const placeholder = `:v${Object.keys(values).length}`;
        values[placeholder] = one.value;
        return placeholder;
      }
      case 'call':
        return `${one.name}(${one.operands.map(operand).join(', ')})`;
      case 'sum':
        return `${operand(one.left)} ${one.sign} ${operand(one.right)}`;
    }
  };
  const condition = (one: StatementCondition): string => {
    switch (one.kind) {
      case 'and':
      case 'or':
        return one.parts.map((part) => `(${condition(part)})`).join(one.kind === 'and' ? ' AND ' : ' OR ');
      case 'not':
        return `NOT (${condition(one.of)})`;
      case 'call':
        return operand(one);
      case 'compare': {
        const [left, ...right] = [operand(one.left), ...one.right.map(operand)];
        if (one.is === 'BETWEEN') return `${left} BETWEEN ${right.join(' AND ')}`;
        return one.is === 'IN' ? `${left} IN (${right.join(', ')})` : `${left} ${one.is} ${right.join('')}`;
      }
    }
  };
  return {
    ...{ condition, operand, path },
    bound: () => ({
      ...(names.size === 0
        ? {}
        : {
            ExpressionAttributeNames: Object.fromEntries(
              [...names].map(([text, placeholder]) => [placeholder, text]),
            ),
          }),
      ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values }),
    }),
  };
}
