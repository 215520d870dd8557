/**
 * Reduces a request to its shape: parameters, table, index, and expressions word by word without literals and placeholders. Two
 * requests that differ only in bound values have equal shapes; values are never words.
 */
import type { Json } from '../../model/attack.ts';
import type { RequestWord } from '../../model/itemRequest.ts';
import { memberOf, objectIn, textIn } from '../../model/json.ts';
import type { WireRecord } from '../../model/records.ts';
import { expressionTokens } from '../../model/requestTokens.ts';
import { statementWords } from './partiql/words.ts';

const expressionMembers: readonly string[] = [
  'KeyConditionExpression',
  'FilterExpression',
  'ConditionExpression',
  'ProjectionExpression',
  'UpdateExpression',
];
/** Legacy parameters that list by attribute what newer requests write as expressions. */
const legacyConditions: readonly string[] = [
  'KeyConditions',
  'QueryFilter',
  'ScanFilter',
  'Expected',
  'AttributeUpdates',
];

/** Words with a meaning in expressions, in upper case. */
const expressionKeywords: ReadonlySet<string> = new Set([
  ...[
    'AND',
    'OR',
    'NOT',
    'BETWEEN',
    'IN',
    'SET',
    'REMOVE',
    'ADD',
    'DELETE',
    'BEGINS_WITH',
    'CONTAINS',
    'SIZE',
  ],
  ...['ATTRIBUTE_EXISTS', 'ATTRIBUTE_NOT_EXISTS', 'ATTRIBUTE_TYPE', 'IF_NOT_EXISTS', 'LIST_APPEND'],
]);

/** The words of a request in a fixed order. */
export function requestWordsOf({ request, table, statement }: WireRecord): readonly RequestWord[] {
  if (statement !== undefined) return statementWords(statement);
  const names = objectIn(request, 'ExpressionAttributeNames') ?? {};
  const index = textIn(request, 'IndexName');
  return [
    ...(table === null ? [] : [{ kind: 'table' as const, text: table }]),
    ...(index === null ? [] : [{ kind: 'index' as const, text: index }]),
    ...parametersOf(request).map((text) => ({ kind: 'parameter' as const, text })),
    ...expressionMembers.flatMap((name) => expressionWords(textIn(request, name) ?? '', names)),
    ...legacyConditions.flatMap((name) => legacyWords(objectIn(request, name) ?? {})),
    ...legacyNames(memberOf(request, 'AttributesToGet')),
  ];
}

function parametersOf(request: Json): string[] {
  return typeof request === 'object' && request !== null ? Object.keys(request).sort() : [];
}

/** Words of one expression; placeholders of names are replaced by the names, those of values are dropped. */
export function expressionWords(expression: string, names: Readonly<Record<string, Json>>): RequestWord[] {
  let before = '';
  return expressionTokens(expression).map((token) => {
    const nested = before === '.';
    before = token;
    if (token.startsWith(':')) return { kind: 'sign', text: ':' };
    // A nested name passed as a placeholder is a key of a map, which applications may let users choose.
    if (token.startsWith('#') && nested) return { kind: 'sign', text: '.#' };
    if (token.startsWith('#')) return { kind: 'name', text: String(names[token] ?? token) };
    if (/^\d+$/.test(token)) return { kind: 'sign', text: '0' };
    const isWord = /^[\p{L}\p{N}_]/u.test(token) && !expressionKeywords.has(token.toUpperCase());
    return isWord ? { kind: 'name', text: token } : { kind: 'sign', text: token.toUpperCase() };
  });
}

function legacyWords(conditions: Readonly<Record<string, Json>>): RequestWord[] {
  return Object.entries(conditions).flatMap(([name, condition]): RequestWord[] => {
    const operator = textIn(condition, 'ComparisonOperator') ?? textIn(condition, 'Action') ?? '';
    return [
      { kind: 'name', text: name },
      { kind: 'operator', text: operator },
    ];
  });
}

function legacyNames(list: Json | undefined): RequestWord[] {
  return (Array.isArray(list) ? list : []).map((name) => ({ kind: 'name', text: String(name) }));
}
