/**
 * Secrets that a victim's run makes itself: the token in `{"link": {"token": "dg7dv49f…"}}`, the reset code in an item. They
 * differ from run to run, so that no canary is in them; they are looked for in others' answers by their first letters that no
 * other run has, as they are, in base64, with percent signs and in HTML entities. Which members of answers and attributes hold
 * some is learnt in rehearsal.
 */
import type { Canary } from '../../model/canary.ts';
import { attackerName } from '../../model/config.ts';
import type { Cuts } from '../../model/cuts.ts';
import { textIn } from '../../model/json.ts';
import { limits } from '../../model/limits.ts';
import type { StepResponse, WireRecord } from '../../model/records.ts';
import { leavesOf } from '../step/resolve.ts';

/** A member of answers (`response.link.token`) or an attribute (`item.reset`) of an operation. */
export interface MintedField {
  readonly operation: string;
  readonly name: string;
}

/** One value of such a field. */
export interface MintedValue extends MintedField {
  readonly actor: string;
  readonly value: string;
}

export interface MintedSighting {
  readonly canary: Canary;
  readonly form: 'plain' | 'base64';
  readonly unsafeExcerpt: string;
}

export interface Minted {
  /** From the end of rehearsal on: which fields hold secrets, and which values they had. */
  readonly plant: (values: readonly MintedValue[], cuts: Cuts) => void;
  /** What a harmless step of a case made. */
  readonly note: (actor: string, operation: string, made: MintingStep) => void;
  /** The victims' secrets in a text, but for those that were sent. */
  readonly findIn: (text: string, sent: readonly string[]) => readonly MintedSighting[];
}

/** What a step answered and wrote. */
export interface MintingStep {
  readonly response: StepResponse;
  readonly records: readonly WireRecord[];
}

interface Needle {
  readonly canary: Canary;
  readonly plain: string;
  readonly base64: readonly string[];
}

export function mintedSecrets(): Minted {
  const known = new Map<string, string[]>();
  const rehearsed: Needle[] = [];
  const inCase: Needle[] = [];
  const add = (needles: Needle[], { actor, operation, name, value }: MintedValue): void => {
    const others = known.get(fieldKey({ operation, name })) ?? [];
    const needle = needleOf(
      value,
      others.filter((other) => other !== value),
    );
    if (needle === null) return;
    const canary: Canary = {
      ...{ word: needle.plain, owner: { kind: 'actor', name: actor } },
      planted: `${actor}'s ${operation} ${name}`,
    };
    needles.push({ ...needle, canary });
  };
  return {
    plant: (values, cuts) => {
      for (const one of values) known.set(fieldKey(one), [...(known.get(fieldKey(one)) ?? []), one.value]);
      // The latest are the likeliest to be in use still.
      const victims = values.filter(({ actor }) => actor !== attackerName).toReversed();
      const what = 'secrets that runs of victims made are looked for in answers';
      for (const one of cuts.first(victims, limits.mintedSecretsMax, what, 'rehearsal')) add(rehearsed, one);
    },
    note: (actor, operation, made) => {
      if (known.size === 0 || actor === attackerName) return;
      for (const [name, value] of mintedIn(made))
        if (known.has(fieldKey({ operation, name }))) add(inCase, { actor, operation, name, value });
      // What a process still remembers of earlier cases is a victim's all the same.
      inCase.splice(0, Math.max(0, inCase.length - limits.mintedSecretsMax));
    },
    findIn: (text, sent) => {
      if (rehearsed.length + inCase.length === 0) return [];
      const decoded = decodedText(text);
      return [...inCase, ...rehearsed].flatMap((needle) => sightingIn(decoded, needle, sent));
    },
  };
}

function fieldKey({ operation, name }: MintedField): string {
  return `${operation} ${name}`;
}

/** The strings of an answer and of the items that a step wrote, by name; places in lists are left open. */
export function mintedIn({
  response,
  records,
}: MintingStep): readonly (readonly [name: string, value: string])[] {
  const answered = leavesOf(response.value).map(
    ([path, value]) =>
      [path === '' ? 'response' : `response.${path.replace(/\b\d+\b/g, '*')}`, value] as const,
  );
  const written = records
    .flatMap(({ touches }) => touches)
    .filter(({ action }) => action === 'create' || action === 'write')
    .flatMap(({ after }) => Object.entries(after ?? {}))
    .flatMap(([name, value]) => {
      const text = textIn(value, 'S');
      return text === null ? [] : [[`item.${name}`, text] as const];
    });
  return [...answered, ...written];
}

/** So many letters come again by no chance. */
const needleLetters = 16;

/**
 * The first letters of a value that those of other runs do not begin with, and that are no text in base64: what a token says of its
 * account is the same for whoever gives the same name. Null where too few are left.
 */
function needleOf(value: string, others: readonly string[]): Omit<Needle, 'canary'> | null {
  const common = Math.max(0, ...others.map((other) => sharedLength(value, other)));
  const own = value.slice(common).replace(/^[^A-Za-z0-9]+/, '');
  const parts = own.split('.').flatMap((part) => [...windowsOf(part)]);
  const plain = [own.slice(0, needleLetters), ...parts].find(isSecretNeedle);
  return plain === undefined ? null : { plain, base64: base64Forms(plain) };
}

function* windowsOf(part: string): Iterable<string> {
  for (let at = 0; at + needleLetters <= part.length; at += 1) yield part.slice(at, at + needleLetters);
}

function isSecretNeedle(letters: string): boolean {
  return letters.length === needleLetters && /^[\w.~-]+$/.test(letters) && !saysText(letters);
}

/** So many printable bytes in a row are no chance: what is left of so short a piece is secret enough. */
const tellingBytes = 8;

/** Whether a piece of base64 stands for text, wherever its groups of four begin. */
function saysText(piece: string): boolean {
  return [0, 1, 2, 3].some((from) => {
    const decoded = Buffer.from(piece.slice(from), 'base64').toString('latin1');
    return new RegExp(`[\\x20-\\x7e]{${tellingBytes}}`).test(decoded);
  });
}

function sharedLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}

/** How a text looks within anything in base64, by its place in a group of three letters. */
function base64Forms(text: string): readonly string[] {
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.from('\0'.repeat(offset) + text)
      .toString('base64')
      .replace(/=+$/, '');
    return encoded.slice(offset === 0 ? 0 : offset + 1, -1);
  });
}

/** With what percent signs and entities stand for. */
function decodedText(text: string): string {
  const isEncoded = /%[0-9a-f]{2}|&#/i.test(text);
  if (!isEncoded) return text;
  const decoded = text
    .replace(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/&#x([0-9a-f]{2});/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/&#(\d{2,3});/g, (_, code: string) => String.fromCharCode(Number(code)));
  return `${text}\n${decoded}`;
}

function sightingIn(text: string, needle: Needle, sent: readonly string[]): readonly MintedSighting[] {
  const at = text.indexOf(needle.plain);
  const encoded = at >= 0 ? undefined : needle.base64.find((form) => text.includes(form));
  if (at < 0 && encoded === undefined) return [];
  if (sent.some((one) => one.includes(needle.plain))) return [];
  const start = Math.max(0, (at >= 0 ? at : text.indexOf(encoded ?? '')) - needleLetters);
  return [
    {
      canary: needle.canary,
      form: at >= 0 ? 'plain' : 'base64',
      unsafeExcerpt: text.slice(start, start + limits.excerptCharactersMax),
    },
  ];
}
