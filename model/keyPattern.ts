/** Key patterns: how a key of a table is made of what a step is sent, as text, as a regular expression, and filled in. */

/** What was done to an argument before it became a part of a key; `cut` left its end away. */
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
  /** Something of the actor that is no argument: its name, or the value of a header or cookie. */
  | { readonly actor: string }
  /** What differs from one harmless step to the next, and comes from no argument. */
  | { readonly other: true };

/** How keys are asked for: by their whole value, by their beginning, or between two values. */
export type KeyAsked = 'exact' | 'prefix' | 'bound';

export interface KeyPattern {
  readonly operation: string;
  /** Other operations that ask in the same way, where nothing of it is sent: for who is asking, say. */
  readonly also?: readonly string[];
  readonly table: string;
  /** Null for the table itself. */
  readonly index: string | null;
  readonly attribute: string;
  readonly asked: KeyAsked;
  readonly parts: readonly KeyPart[];
  /** How many actors' harmless steps it was learnt from; what one alone shows may be constant by chance. */
  readonly actors: number;
  /** Indices of the parts that were seen to hold the sign which ends them (`acme:eu` before `:`); absent for none. */
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
 * What keys of this pattern look like, anchored, in ASCII, for monitoring: a part of input holds no sign that ends it, unless
 * harmless runs showed that it may. Every key that the pattern was learnt from matches.
 */
export function keyPatternRegex({ parts, asked, holdingSign = [] }: KeyPattern): string {
  const pieces = parts.map((part, index) => {
    if (typeof part === 'string') return escaped(part);
    const end = signBehind(parts, index);
    return end === '' || holdingSign.includes(index) ? '.+' : `[^${escaped(end)}]+`;
  });
  // Many of these in a row would take for ever to match, and say no more than one.
  const joined = pieces.join('').replace(/(?:\.\+){3,}/g, (run) => `.{${run.length / 2},}`);
  return `^${joined}${asked === 'exact' ? '$' : ''}`;
}

/** The sign that ends a part: the first one of a constant behind it, or nothing. */
function signBehind(parts: readonly KeyPart[], index: number): string {
  const next = parts[index + 1];
  return typeof next === 'string' ? next.slice(0, 1) : '';
}

/** The parts that hold the sign which ends them in some key; `texts` are what the parts were in each. */
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
