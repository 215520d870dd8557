/**
 * The identity of an item: a text of table and typed key, equal exactly if DynamoDB means the same item. Numbers are compared
 * as numbers, binary by its bytes, strings by their code units, and types differ.
 */
import type { Json } from './attack.ts';
import { canonicalJson, isObject } from './json.ts';
import type { ItemImage } from './records.ts';

export function itemIdentity(table: string, key: ItemImage): string {
  const parts = Object.entries(key)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, value]) => [name, ...typedValue(value)]);
  return JSON.stringify([table, ...parts]);
}

/** `[type, canonical form]`. An invalid key value keeps its text, with a type that no valid key has. */
function typedValue(value: Json): readonly string[] {
  const [only, ...others] = isObject(value) ? Object.entries(value) : [];
  if (only === undefined || others.length > 0) return ['?', canonicalJson(value)];
  const [type, content] = only;
  if (type === 'S' && typeof content === 'string') return ['S', content];
  const canonical = typeof content === 'string' ? canonicalOf(type, content) : null;
  return canonical === null ? ['?', canonicalJson(value)] : [type, canonical];
}

function canonicalOf(type: string, content: string): string | null {
  if (type === 'N') return canonicalNumber(content);
  if (type !== 'B') return null;
  const bytes = Buffer.from(content, 'base64').toString('base64');
  return bytes.replace(/=+$/, '') === content.replace(/=+$/, '') ? bytes : null;
}

/** A decimal as sign, digits without zeros at either end, and exponent; null if the text is no number. */
export function canonicalNumber(text: string): string | null {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?$/.exec(text);
  const [, sign = '', whole = '', fraction = '', exponentText = '0'] = match ?? [];
  if (match === null || whole + fraction === '') return null;
  const significant = (whole + fraction).replace(/^0+/, '');
  const digits = significant.replace(/0+$/, '');
  if (digits === '') return '0';
  const exponent = Number(exponentText) - fraction.length + (significant.length - digits.length);
  return `${sign === '-' ? '-' : ''}${digits}e${exponent}`;
}
