/**
 * Copies an item with changed content and the same shape: same attributes, same types, texts in the same format. For the
 * counterfactual question whether an answer depends on the content of an item. Values without an alternative (NULL, an empty
 * string, an empty list) stay. Flags, in texts and JSON texts too, are inverted by a separate function.
 */
import type { Json } from '../../model/attack.ts';
import { canonicalNumber } from '../../model/itemIdentity.ts';
import { isList, isObject } from '../../model/json.ts';
import type { ItemImage } from '../../model/records.ts';
import { turnedDocument, turnedWord } from './documents.ts';
import { type Draw, drawFrom } from './draw.ts';
import { basicDate, otherBasicTime } from './formats.ts';
import { perturbContent, perturbText } from './perturbText.ts';

/** `nonce` chooses the copy: the same nonce gives the same copy. Key attributes and those of `kept` stay. */
export function perturbItem(
  item: ItemImage,
  key: ItemImage,
  nonce: string,
  kept: ReadonlySet<string> = new Set(),
): ItemImage {
  return Object.fromEntries(
    Object.entries(item).map(([name, value]) => [
      name,
      Object.hasOwn(key, name) || kept.has(name) ? value : perturbValue(value, drawFrom(`${nonce}\0${name}`)),
    ]),
  );
}

/** The item with every flag inverted, at any depth. */
export function flipFlags(item: ItemImage): ItemImage {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, turned(value)]));
}

export function hasFlags(item: ItemImage): boolean {
  return JSON.stringify(flipFlags(item)) !== JSON.stringify(item);
}

function turned(value: Json): Json {
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([type, content]) => {
      if (type === 'BOOL') return [type, content !== true];
      if (type === 'S' && typeof content === 'string')
        return [type, turnedWord(content) ?? turnedDocument(content) ?? content];
      if (type === 'L' && isList(content)) return [type, content.map(turned)];
      return [type, type === 'M' && isObject(content) ? flipFlags(content) : content];
    }),
  );
}

function perturbValue(value: Json, draw: Draw): Json {
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([type, content]) => [type, perturbTyped(type, content, draw)]),
  );
}

function perturbTyped(type: string, content: Json, draw: Draw): Json {
  if (typeof content === 'string') return perturbScalar(type, content, draw);
  if (type === 'L' && isList(content)) return content.map((entry) => perturbValue(entry, draw));
  if (type === 'M' && isObject(content))
    return Object.fromEntries(
      Object.entries(content).map(([name, entry]) => [name, perturbValue(entry, draw)]),
    );
  if (isList(content)) return perturbSet(type, content, draw);
  return content;
}

function perturbScalar(type: string, content: string, draw: Draw): string {
  if (type === 'N' || type === 'NS') return perturbNumber(content, draw);
  if (type === 'B' || type === 'BS') return perturbBinary(content, draw);
  return type === 'S' || type === 'SS' ? perturbText(content, draw) : content;
}

function perturbBinary(base64: string, draw: Draw): string {
  return perturbContent(Buffer.from(base64, 'base64'), draw).toString('base64');
}

/**
 * Replaces every significant digit, and a date such as 20261130 by another date. Zeros at either end stay, so that precision
 * and magnitude stay legal.
 */
function perturbNumber(text: string, draw: Draw): string {
  if (basicDate.test(text)) return otherBasicTime(text, draw);
  const [, sign = '', zeros = '', rest = '', exponent = ''] =
    /^([+-]?)([0.]*)((?:[\d.]*[1-9])?)(.*)$/s.exec(text) ?? [];
  if (rest === '') return `${sign}${zeros.replace(/0(?=\.?$)/, () => String(1 + draw(9)))}${exponent}`;
  let first = true;
  const digits = rest.replace(/\d/g, (digit) => {
    const changed = first ? 1 + ((Number(digit) + draw(8)) % 9) : (Number(digit) + 1 + draw(9)) % 10;
    first = false;
    return String(changed);
  });
  return sign + zeros + digits + exponent;
}

const setTriesMax = 16;

/** Other members, distinct and not the old ones in another order; longer ones if no others of their length exist. */
function perturbSet(type: string, members: readonly Json[], draw: Draw): Json {
  const before = memberIdentities(type, members);
  for (let tries = 0; tries < setTriesMax; tries += 1) {
    const after = members.map((member) =>
      typeof member === 'string' ? perturbScalar(type, member, draw) : member,
    );
    const identities = memberIdentities(type, after);
    if (identities.size === members.length && [...identities].some((one) => !before.has(one))) return after;
  }
  return members.map((member, index) =>
    typeof member === 'string' ? lengthen(type, member, index) : member,
  );
}

function lengthen(type: string, member: string, index: number): string {
  if (type === 'BS') return Buffer.from([...Buffer.from(member, 'base64'), index % 256]).toString('base64');
  if (type === 'NS') return String(1_000_000 + index);
  return `${member}x`;
}

function memberIdentities(type: string, members: readonly Json[]): ReadonlySet<string> {
  return new Set(
    members.map((member) => (type === 'NS' ? canonicalNumber(String(member)) : null) ?? String(member)),
  );
}
