/**
 * The text of an attack: a string, or parts of which some are filled in when the attack runs (places of the arena, values that
 * rehearsal learnt, values that an earlier step returned). So an attack can be replayed in a new world.
 *
 * Strings may hold any code point. A lone surrogate U+DC80..U+DCFF stands for the undecodable byte 0x80..0xFF (PEP 383), so
 * that names that are not UTF-8 survive JSON, JavaScript and Python.
 */

/** Absolute folders and names of the arena, known only when an attack runs. */
export type Place =
  /** Absolute path of the first sandbox root. */
  | 'sandbox'
  /** Base name of the first sandbox root, to build siblings such as `media-backup`. */
  | 'sandboxName'
  /** Absolute path of the outermost moat folder. */
  | 'moat'
  /** The same folder from any other one: two slashes, more `..` than any folder is deep, then its absolute path. */
  | 'overRoot'
  /** The outermost moat folder with `%2f` for each slash: a name without slash until it is decoded. */
  | 'moatEncoded'
  /** Absolute path of the attacker's own folder in the sandbox. */
  | 'own'
  /** Absolute path of a victim's folder in the sandbox. */
  | 'foreign'
  /** Absolute path of the shared temporary folder of the arena. */
  | 'temp';

export const places: readonly Place[] = [
  'sandbox',
  'sandboxName',
  'moat',
  'overRoot',
  'moatEncoded',
  'own',
  'foreign',
  'temp',
];

/** Simple changes of a learnt value; other changes are written in the strings around it. */
export type ValueChange =
  | 'upper'
  | 'lower'
  | 'capital'
  | 'percent'
  | 'nfd'
  | 'fullwidth'
  | 'dropLast'
  | 'stem'
  | 'top'
  | 'base';

export const valueChanges: readonly ValueChange[] = [
  'upper',
  'lower',
  'capital',
  'percent',
  'nfd',
  'fullwidth',
  'dropLast',
  'stem',
  'top',
  'base',
];

/** A value that rehearsal used or saw: the argument or response field `name` of `operation` done as `actor`. */
export interface KnownReference {
  readonly actor: string;
  readonly operation: string;
  /** `arguments.NAME`, or `response.FIELD` with dots between members (`response.asset.id`). */
  readonly name: string;
}

export type TextPart =
  | string
  | { readonly place: Place }
  | { readonly known: KnownReference; readonly change?: ValueChange }
  /** A field of an earlier step's answer in this attack, or one of its arguments as `arguments.NAME`; `step` counts from 0. */
  | { readonly returned: { readonly step: number; readonly field: string } };

export type Text = string | readonly TextPart[];

/** The parts of a text, with adjacent strings merged and empty ones removed. */
export function partsOf(text: Text): readonly TextPart[] {
  if (typeof text === 'string') return text === '' ? [] : [text];
  const merged: TextPart[] = [];
  for (const part of text) {
    const last = merged.at(-1);
    if (part === '') continue;
    if (typeof part === 'string' && typeof last === 'string') merged[merged.length - 1] = last + part;
    else merged.push(part);
  }
  return merged;
}

/** The simplest form of a text: a plain string if no part has to be filled in. */
export function textOf(parts: readonly TextPart[]): Text {
  const merged = partsOf(parts);
  if (merged.length === 0) return '';
  const [only] = merged;
  return merged.length === 1 && typeof only === 'string' ? only : merged;
}

/** The literal characters of a text, without the parts that are filled in later. */
export function literalOf(text: Text): string {
  return partsOf(text)
    .filter((part) => typeof part === 'string')
    .join('');
}

/** Applies a simple change to a learnt value. */
export function applyChange(value: string, change: ValueChange | undefined): string {
  switch (change) {
    case undefined:
      return value;
    case 'upper':
      return value.toUpperCase();
    case 'lower':
      return value.toLowerCase();
    case 'capital':
      return value.slice(0, 1).toUpperCase() + value.slice(1);
    case 'percent':
      return [...bytesOfText(value)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
    case 'nfd':
      return value.normalize('NFD');
    case 'fullwidth':
      return value.replace(/[!-~]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0));
    case 'dropLast':
      return [...value].slice(0, -1).join('');
    case 'top':
      return value.split('/')[0] ?? '';
    case 'base':
      return value.slice(value.lastIndexOf('/') + 1);
    case 'stem':
      return stemOf(value);
  }
}

/** A name without its extension. */
export function stemOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > name.lastIndexOf('/') + 1 ? name.slice(0, dot) : name;
}

/** The bytes of a string: UTF-8, with U+DC80..U+DCFF as the single bytes they stand for (PEP 383). */
export function bytesOfText(text: string): Uint8Array {
  if (text.isWellFormed()) return Buffer.from(text, 'utf8');
  const chunks: Uint8Array[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0xdc80 && code <= 0xdcff) chunks.push(Uint8Array.of(code - 0xdc00));
    else if (code >= 0xd800 && code <= 0xdfff)
      chunks.push(Uint8Array.of(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)));
    else chunks.push(Buffer.from(character, 'utf8'));
  }
  return Buffer.concat(chunks);
}

/** The reverse of {@link bytesOfText} for bytes from the system: bytes that are not UTF-8 become U+DC80..U+DCFF. */
export function textOfBytes(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const quick = buffer.toString('utf8');
  if (!quick.includes('\ufffd')) return quick;
  let text = '';
  for (let index = 0; index < buffer.length; ) {
    const length = utf8Length(buffer, index);
    if (length === 0) text += String.fromCharCode(0xdc00 + (buffer[index++] ?? 0));
    else {
      text += buffer.toString('utf8', index, index + length);
      index += length;
    }
  }
  return text;
}

/** Length in bytes of the valid UTF-8 sequence at `index`, 0 if there is none. */
function utf8Length(buffer: Buffer, index: number): number {
  const first = buffer[index] ?? 0;
  const length =
    first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (length === 0 || index + length > buffer.length) return 0;
  const decoded = buffer.toString('utf8', index, index + length);
  return Buffer.from(decoded, 'utf8').equals(buffer.subarray(index, index + length)) ? length : 0;
}
