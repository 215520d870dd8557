/**
 * Key patterns: how a key of a table is composed of what a step is sent (`{tenant}#{id}`), as text, as a regular expression,
 * and filled in.
 */

/** What was done to an argument before it became a part of a key; `cut` removed its end. */
export const keyForms = [
  'plain',
  'upper',
  'lower',
  'nfkc',
  'percent',
  'base64',
  'base64url',
  'hex',
  'md5',
  'sha1',
  'sha256',
  'cut',
] as const;

export type KeyForm = (typeof keyForms)[number];

export type KeyPart =
  | string
  | { readonly argument: string; readonly form: KeyForm }
  /** A word of the actor that is no argument: its name, or the value of a header or cookie. */
  | { readonly actor: string }
  /** A part that differs between harmless steps and comes from no argument. */
  | { readonly other: true };

/** How requests name keys: by the whole value, by a prefix, or by a range. */
export type KeyAsked = 'exact' | 'prefix' | 'bound';

export interface KeyPattern {
  readonly operation: string;
  /** Other operations with the same request, if nothing sent is part of the key: it is made of the actor alone, say. */
  readonly also?: readonly string[];
  readonly table: string;
  /** Null for the table itself. */
  readonly index: string | null;
  readonly attribute: string;
  readonly asked: KeyAsked;
  readonly parts: readonly KeyPart[];
  /** From how many actors' harmless steps it was learnt; a constant that only one shows may be coincidence. */
  readonly actors: number;
  /** Indices of the parts that were seen to contain their own delimiter (`acme:eu` before `:`); absent if none was. */
  readonly holdingSign?: readonly number[];
}

/** `notes.pk = {tenant}#{id}`. Raw text. */
export function keyPatternText({ table, index, attribute, asked, parts }: KeyPattern): string {
  const name = index === null ? `${table}.${attribute}` : `${table}/${index}.${attribute}`;
  const sign = { exact: '=', prefix: 'begins with', bound: 'is bounded by' }[asked];
  return `${name} ${sign} ${parts.map(partText).join('')}`;
}

function partText(part: KeyPart): string {
  if (typeof part === 'string') return part;
  if ('other' in part) return '{…}';
  if ('actor' in part) return `{${part.actor}}`;
  return part.form === 'plain' ? `{${part.argument}}` : `{${part.argument} ${part.form}}`;
}

/**
 * A regular expression for keys of this pattern, anchored, in ASCII, for monitoring. A part of input does not contain its
 * delimiter, unless harmless runs showed that it may. Every key that the pattern was learnt from matches.
 */
export function keyPatternRegex({ parts, asked, holdingSign = [] }: KeyPattern): string {
  const pieces = parts.map((part, index) => {
    if (typeof part === 'string') return escaped(part);
    const end = signBehind(parts, index);
    return end === '' || holdingSign.includes(index) ? '.+' : `[^${escaped(end)}]+`;
  });
  // Many of these in a row would take exponential time to match, and mean no more than one.
  const joined = pieces.join('').replace(/(?:\.\+){3,}/g, (run) => `.{${run.length / 2},}`);
  return `^${joined}${asked === 'exact' ? '$' : ''}`;
}

/** The delimiter of a part: the first character of the constant behind it, or nothing. */
function signBehind(parts: readonly KeyPart[], index: number): string {
  const next = parts[index + 1];
  return typeof next === 'string' ? next.slice(0, 1) : '';
}

/** The parts that contain their delimiter in some key; `texts` are the parts of each. */
export function partsHoldingSign(
  parts: readonly KeyPart[],
  texts: readonly (readonly string[])[],
): readonly number[] {
  return parts.flatMap((part, index) => {
    const sign = signBehind(parts, index);
    const holds = sign !== '' && typeof part !== 'string' && texts.some((one) => one[index]?.includes(sign));
    return holds ? [index] : [];
  });
}

function escaped(text: string): string {
  return text
    .replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
    .replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
