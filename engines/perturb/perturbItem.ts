/**
 * A copy of an item whose content is changed and whose shape is not: same attributes, same types, same lengths,
 * same classes of characters. For the counterfactual question whether an answer depends on what an item holds.
 * What has one value only (NULL, an empty string, an empty list) stays as it is, as do flags, which are turned apart.
 */
import { createHash } from 'node:crypto';
import type { Json } from '../../model/attack.ts';
import { canonicalNumber } from '../../model/itemIdentity.ts';
import { isList, isObject } from '../../model/json.ts';
import type { ItemImage } from '../../model/records.ts';

/** A number from 0 up to, not including, `below`. */
type Draw = (below: number) => number;

/**
 * `nonce` decides which of the many changed copies it is: the same nonce gives the same copy. Attributes of the key and
 * those of `kept` are left alone.
 */
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

/** The item with every flag turned, wherever it stands. */
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
      if (type === 'L' && isList(content)) return [type, content.map(turned)];
      return [type, type === 'M' && isObject(content) ? flipFlags(content) : content];
    }),
  );
}

/** The same for a plain text, a number or bytes: other content of the same length and classes of characters. */
export function perturbPlain(value: string, nonce: string): string;
export function perturbPlain(value: string | number, nonce: string): string | number;
export function perturbPlain(value: Uint8Array, nonce: string): Uint8Array;
export function perturbPlain(
  value: string | number | Uint8Array,
  nonce: string,
): string | number | Uint8Array {
  const draw = drawFrom(nonce);
  if (typeof value === 'string') return perturbText(value, draw);
  if (typeof value === 'number') return Number(perturbNumber(String(value), draw));
  return value.map((byte) => byte ^ (1 + draw(255)));
}

function drawFrom(seed: string): Draw {
  let block = createHash('sha256').update(seed, 'utf8').digest();
  let used = 0;
  return (below) => {
    if (used + 4 > block.length) {
      block = createHash('sha256').update(block).digest();
      used = 0;
    }
    used += 4;
    return block.readUInt32BE(used - 4) % below;
  };
}

function perturbValue(value: Json, draw: Draw): Json {
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([type, content]) => [type, perturbContent(type, content, draw)]),
  );
}

function perturbContent(type: string, content: Json, draw: Draw): Json {
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
  if (type === 'B' || type === 'BS') return perturbBytes(content, draw);
  return type === 'S' || type === 'SS' ? perturbText(content, draw) : content;
}

/** Every byte another byte. */
function perturbBytes(base64: string, draw: Draw): string {
  const changed = Buffer.from(base64, 'base64').map((byte) => byte ^ (1 + draw(255)));
  return Buffer.from(changed).toString('base64');
}

/** Every significant digit another digit; zeros at either end stay, so that precision and magnitude stay legal. */
function perturbNumber(text: string, draw: Draw): string {
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

/** Classes of characters that stay among themselves; hexadecimal letters stay hexadecimal. */
const classes: readonly string[] = [
  'abcdef',
  'ghijklmnopqrstuvwxyz',
  'ABCDEF',
  'GHIJKLMNOPQRSTUVWXYZ',
  '0123456789',
  'àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþ',
  'ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞ',
];
const punctuation = '-_.:/#|+=,;~!';

/** Of an ISO 8601 time: century, year, month, day, what stands between, hour, minute, second and the rest. */
const isoTime = /^(\d\d)(\d\d)-(\d\d)-(\d\d)(?:([T ])(\d\d):(\d\d)(?::(\d\d))?(.*))?$/s;

/** Another time of the same form: who parses times is given one, and does not fail because it is none. */
function perturbTime(parts: readonly (string | undefined)[], draw: Draw): string {
  const [
    ,
    century = '',
    year = '',
    month = '',
    day = '',
    between,
    hour = '',
    minute = '',
    second,
    rest = '',
  ] = parts;
  const other = (text: string, first: number, count: number): string => otherNumber(text, first, count, draw);
  const date = `${century}${other(year, 0, 100)}-${other(month, 1, 12)}-${other(day, 1, 28)}`;
  if (between === undefined) return date;
  const seconds = second === undefined ? '' : `:${other(second, 0, 60)}`;
  const fraction = rest.replace(/^[.,]\d+/, (digits) => perturbPlainText(digits, draw));
  return `${date}${between}${other(hour, 0, 24)}:${other(minute, 0, 60)}${seconds}${fraction}`;
}

/** Another number of two digits among `count` from `first` on. */
function otherNumber(text: string, first: number, count: number, draw: Draw): string {
  const at = Math.min(Math.max(Number(text) - first, 0), count - 1);
  return String(first + ((at + 1 + draw(count - 1)) % count)).padStart(2, '0');
}

function perturbText(text: string, draw: Draw): string {
  const time = isoTime.exec(text);
  return time === null ? perturbPlainText(text, draw) : perturbTime(time, draw);
}

function perturbPlainText(text: string, draw: Draw): string {
  const characters = Array.from(text);
  const changed = characters.map((character) => perturbCharacter(character, draw)).join('');
  if (changed !== text || text === '') return changed;
  // Nothing but punctuation, controls or symbols: then the last one becomes another symbol of its width.
  const last = characters.at(-1) ?? '';
  const other = last.length === 1 ? otherOf(punctuation, last, draw) : neighbourOf(last, 0x1f400, 60, draw);
  return text.slice(0, -last.length) + other;
}

function perturbCharacter(character: string, draw: Draw): string {
  const among = classes.find((members) => members.includes(character));
  if (among !== undefined) return otherOf(among, character, draw);
  if (!/\p{L}|\p{N}/u.test(character)) return character;
  // Letters of other scripts: a neighbour of the same width (U+4E00.. or U+20000.., both unbroken blocks).
  return neighbourOf(character, character.length === 1 ? 0x4e00 : 0x20000, 4096, draw);
}

/** Another code point of the block of `size` that starts at `base`. */
function neighbourOf(character: string, base: number, size: number, draw: Draw): string {
  const drawn = base + draw(size);
  return String.fromCodePoint(drawn === character.codePointAt(0) ? drawn + 1 : drawn);
}

function otherOf(members: string, character: string, draw: Draw): string {
  const at = members.indexOf(character);
  const step = at < 0 ? draw(members.length) : (at + 1 + draw(members.length - 1)) % members.length;
  return members.charAt(step);
}

const setTriesMax = 16;

/** Other members, all distinct, and not the old ones in another order; where lengths forbid that, longer ones. */
function perturbSet(type: string, members: readonly Json[], draw: Draw): Json {
  const before = identitiesOf(type, members);
  for (let tries = 0; tries < setTriesMax; tries += 1) {
    const after = members.map((member) =>
      typeof member === 'string' ? perturbScalar(type, member, draw) : member,
    );
    const identities = identitiesOf(type, after);
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

function identitiesOf(type: string, members: readonly Json[]): ReadonlySet<string> {
  return new Set(
    members.map((member) => (type === 'NS' ? canonicalNumber(String(member)) : null) ?? String(member)),
  );
}
