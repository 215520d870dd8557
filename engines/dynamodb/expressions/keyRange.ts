/**
 * Reads the key condition of a Query as comparisons. They show for any item whether the Query covers it, returned or not. A
 * condition that cannot be read covers nothing.
 */
import type { Json } from '../../../model/attack.ts';
import { canonicalNumber } from '../../../model/itemIdentity.ts';
import { listIn, memberOf, objectIn, textIn } from '../../../model/json.ts';
import type { ItemImage } from '../../../model/records.ts';
import { expressionTokens } from '../../../model/requestTokens.ts';

export interface KeyComparison {
  readonly attribute: string;
  readonly operator: '=' | '<' | '<=' | '>' | '>=' | 'BETWEEN' | 'BEGINS_WITH';
  readonly values: readonly Json[];
}

/** The comparisons of a Query, all of which a covered item satisfies; empty if none can be read. */
export function keyRangeOf(request: Json): readonly KeyComparison[] {
  const expression = textIn(request, 'KeyConditionExpression');
  return expression === null ? legacyRange(request, 'KeyConditions') : expressionRange(expression, request);
}

/**
 * Attributes by which a search finds an item: those of its key condition (keys of an index if it names one), and those that its
 * filter requires to equal a value.
 */
export function foundBy(request: Json): readonly string[] {
  const filter = textIn(request, 'FilterExpression');
  const filtered = filter === null ? legacyFilters(request) : expressionRange(filter, request);
  const equal = filtered.filter(({ operator }) => operator === '=');
  return [...new Set([...keyRangeOf(request), ...equal].map(({ attribute }) => attribute))];
}

/** Whether an item is in the range. */
export function isCovered(range: readonly KeyComparison[], item: ItemImage): boolean {
  return range.length > 0 && range.every((comparison) => meets(item[comparison.attribute], comparison));
}

function expressionRange(expression: string, request: Json): readonly KeyComparison[] {
  const names = objectIn(request, 'ExpressionAttributeNames') ?? {};
  const bound = objectIn(request, 'ExpressionAttributeValues') ?? {};
  const tokens = expressionTokens(expression).filter((token) => !'(),'.includes(token));
  const range: KeyComparison[] = [];
  for (let at = 0; at < tokens.length; ) {
    const [first = '', second = '', third = '', , fifth = ''] = tokens.slice(at);
    if (first.toUpperCase() === 'AND') at += 1;
    else {
      const prefixed = first.toUpperCase() === 'BEGINS_WITH';
      const operator = operatorOf(prefixed ? first : second);
      if (operator === null) return [];
      const placeholders = operator === 'BETWEEN' ? [third, fifth] : [third];
      const values = placeholders.flatMap((name) => memberOf(bound, name) ?? []);
      const name = prefixed ? second : first;
      range.push({ attribute: textIn(names, name) ?? name, operator, values });
      at += operator === 'BETWEEN' ? 5 : 3;
    }
  }
  return range;
}

const operators: readonly KeyComparison['operator'][] = ['=', '<', '<=', '>', '>=', 'BETWEEN', 'BEGINS_WITH'];

function operatorOf(token: string): KeyComparison['operator'] | null {
  return operators.find((operator) => operator === token.toUpperCase()) ?? null;
}

const legacyKeyOperators: Readonly<Record<string, KeyComparison['operator']>> = {
  EQ: '=',
  LT: '<',
  LE: '<=',
  GT: '>',
  GE: '>=',
  BETWEEN: 'BETWEEN',
  BEGINS_WITH: 'BEGINS_WITH',
};

/** Conditions combined by OR are no range. */
function legacyFilters(request: Json): readonly KeyComparison[] {
  if (textIn(request, 'ConditionalOperator') === 'OR') return [];
  return ['QueryFilter', 'ScanFilter'].flatMap((name) => legacyRange(request, name));
}

function legacyRange(request: Json, name: string): readonly KeyComparison[] {
  const range: KeyComparison[] = [];
  for (const [attribute, condition] of Object.entries(objectIn(request, name) ?? {})) {
    const operator = legacyKeyOperators[textIn(condition, 'ComparisonOperator') ?? ''];
    if (operator === undefined) return [];
    range.push({ attribute, operator, values: listIn(condition, 'AttributeValueList') });
  }
  return range;
}

function meets(value: Json | undefined, { operator, values }: KeyComparison): boolean {
  const [first, second] = values;
  const low = compareKeys(value, first);
  switch (operator) {
    case '=':
      return low === 0;
    case '<':
      return low !== null && low < 0;
    case '<=':
      return low !== null && low <= 0;
    case '>':
      return low !== null && low > 0;
    case '>=':
      return low !== null && low >= 0;
    case 'BETWEEN': {
      const high = compareKeys(value, second);
      return low !== null && high !== null && low >= 0 && high <= 0;
    }
    case 'BEGINS_WITH':
      return startsWith(value, first);
  }
}

/** Order of two typed values; null if their types differ or are no key types. */
function compareKeys(left: Json | undefined, right: Json | undefined): number | null {
  const [one, other] = [keyValue(left), keyValue(right)];
  if (one === null || other === null || one.type !== other.type) return null;
  if (one.type !== 'N') return Buffer.compare(one.bytes, other.bytes);
  if (canonicalNumber(one.text) === canonicalNumber(other.text)) return 0;
  return Number(one.text) < Number(other.text) ? -1 : 1;
}

function startsWith(value: Json | undefined, prefix: Json | undefined): boolean {
  const [one, other] = [keyValue(value), keyValue(prefix)];
  if (one === null || other === null || one.type !== other.type || one.type === 'N') return false;
  return one.bytes.subarray(0, other.bytes.length).equals(other.bytes);
}

function keyValue(value: Json | undefined): { type: string; text: string; bytes: Buffer } | null {
  for (const type of ['S', 'N', 'B']) {
    const text = textIn(value, type);
    if (text !== null) return { type, text, bytes: Buffer.from(text, type === 'B' ? 'base64' : 'utf8') };
  }
  return null;
}
