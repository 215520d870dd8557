/**
 * Reads which attributes an update adds to, and by how much: `ADD hits :one`, or `SET hits = if_not_exists(hits, :none) +
 * :one`.
 */
import type { Json } from '../../../model/attack.ts';
import { isObject, memberOf, objectIn, textIn } from '../../../model/json.ts';
import { expressionTokens } from '../../../model/requestTokens.ts';

export interface Additions {
  readonly attributes: readonly string[];
  /** The values in DynamoDB JSON: `{"N": "1"}`. */
  readonly values: readonly Json[];
}

/** Null if a request adds to nothing, or also subtracts. */
export function additionsOf(request: Json): Additions | null {
  const expression = textIn(request, 'UpdateExpression');
  const added = expression === null ? addedByAction(request) : addedByExpression(expression, request);
  return added === null || added.length === 0
    ? null
    : { attributes: added.map(([name]) => name), values: added.map(([, value]) => value) };
}

type Added = readonly (readonly [attribute: string, value: Json])[];

function addedByExpression(expression: string, request: Json): Added | null {
  const names = objectIn(request, 'ExpressionAttributeNames') ?? {};
  const bound = objectIn(request, 'ExpressionAttributeValues') ?? {};
  const nameOf = (token = ''): string => textIn(names, token) ?? token;
  const added: [string, Json][] = [];
  let clause = '';
  for (const part of clauseActions(expressionTokens(expression))) {
    const [first = '', ...rest] = part;
    const isNew = clauses.has(first.toUpperCase());
    if (isNew) clause = first.toUpperCase();
    const words = isNew ? rest : part;
    if (clause === 'ADD') added.push([nameOf(words[0]), memberOf(bound, words[1] ?? '') ?? null]);
    else if (clause === 'SET') {
      const value = addedValue(words, nameOf);
      if (value !== null) added.push([nameOf(words[0]), memberOf(bound, value) ?? null]);
    } else return null;
  }
  return added;
}

const clauses: ReadonlySet<string> = new Set(['SET', 'REMOVE', 'ADD', 'DELETE']);

/** The tokens of each action, each with the name of its clause in front. */
function clauseActions(tokens: readonly string[]): readonly (readonly string[])[] {
  const parts: string[][] = [];
  let depth = 0;
  let isOpen = false;
  for (const token of tokens) {
    if (token === '(') depth += 1;
    if (token === ')') depth -= 1;
    const isClause = clauses.has(token.toUpperCase());
    if (token === ',' && depth === 0) isOpen = false;
    else if (isOpen && !isClause) parts.at(-1)?.push(token);
    else {
      parts.push([token]);
      isOpen = true;
    }
  }
  return parts;
}

/** `:one` of `hits = if_not_exists(hits, :none) + :one`; null for anything else. */
function addedValue(words: readonly string[], nameOf: (token?: string) => string): string | null {
  const [target, equals, ...sum] = words;
  const [value = '', sign = '', ...before] = sum.toReversed();
  if (equals !== '=' || (sign !== '+' && sign !== '-')) return null;
  const plain = before.toReversed();
  const [called = '', open, of] = plain;
  const base =
    called.toLowerCase() === 'if_not_exists' && open === '(' ? of : plain.length === 1 ? called : '';
  return nameOf(base) === nameOf(target) ? value : null;
}

/** Additions by the legacy parameter `AttributeUpdates`. */
function addedByAction(request: Json): Added | null {
  const updates = Object.entries(objectIn(request, 'AttributeUpdates') ?? {});
  if (updates.some(([, update]) => textIn(update, 'Action') === 'DELETE')) return null;
  return updates.flatMap(([name, update]) =>
    textIn(update, 'Action') === 'ADD' && isObject(memberOf(update, 'Value'))
      ? [[name, memberOf(update, 'Value') ?? null] as const]
      : [],
  );
}
