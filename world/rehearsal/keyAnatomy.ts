/**
 * Key anatomy: where what a harmless step was sent lands in the keys of its requests, and what was done to it. Only
 * unguessable values and the actor's own are looked for, because others stand in keys by chance; what is the same
 * for all samples is constant. Keys of indexes are learnt from Queries alone.
 */
import { createHash } from 'node:crypto';
import { type KeyComparison, keyRangeOf } from '../../engines/dynamodb/expressions/keyRange.ts';
import type { Cuts } from '../../model/cuts.ts';
import { textIn } from '../../model/json.ts';
import {
  type KeyAsked,
  type KeyForm,
  type KeyPart,
  type KeyPattern,
  partsHoldingSign,
} from '../../model/keyPattern.ts';
import { limits } from '../../model/limits.ts';
import type { KnownValue, Operation } from '../../model/operation.ts';
import type { WireRecord } from '../../model/records.ts';
import type { ResolvedArguments } from '../../model/resolvedArgument.ts';
import type { Actor } from '../../model/target.ts';
import { stringsOf } from '../step/resolve.ts';
import type { Seen } from '../step/step.ts';
import type { HarmlessRun, Learner } from './learner.ts';

/** What of a run tells keys. */
type KeyRun = Pick<HarmlessRun, 'actor' | 'arguments'> & {
  readonly operation: Pick<Operation, 'name'>;
  readonly seen: Pick<Seen, 'records'>;
};

export interface KeyAnatomy {
  /** Takes note of the keys that a harmless step asked for. */
  readonly note: (run: KeyRun) => void;
  readonly result: Learner<readonly KeyPattern[]>['result'];
}

interface Learnt extends Omit<KeyPattern, 'actors'> {
  readonly actors: ReadonlySet<string>;
  /** What the parts were in each key that it was learnt from. */
  readonly texts: readonly (readonly string[])[];
}

/** Knows nothing yet. */
export function createKeyAnatomy(cuts: Cuts, identities: readonly KnownValue[] = []): KeyAnatomy {
  const learnt = new Map<string, Map<string, Learnt[]>>();
  const leftOut = new Map<string, Set<string>>();
  return {
    note: ({ operation: { name: operation }, actor, arguments: args, seen: { records } }) => {
      const pieces = piecesOf(actor, args, identities);
      const own = learnt.get(operation) ?? new Map<string, Learnt[]>();
      learnt.set(operation, own);
      for (const { text, ...asked } of records.flatMap(keysAsked)) {
        const found = withoutGuesses(templateOf(text, pieces));
        const sample: Learnt = {
          ...{ operation, ...asked, parts: found.map(({ part }) => part) },
          actors: new Set([actor.name]),
          texts: [found.map((one) => one.text)],
        };
        const shape = shapeOf(sample);
        const variants = own.get(shape);
        if (variants !== undefined) addTo(variants, sample);
        else if (own.size < limits.keyPatternsMax) own.set(shape, [sample]);
        else leftOut.set(operation, (leftOut.get(operation) ?? new Set()).add(shape));
      }
    },
    result: () => {
      const { keyPatternsMax: most } = limits;
      for (const [operation, { size }] of leftOut)
        cuts.note('forms of keys are learnt', operation, most, most + size);
      const all = [...learnt.values()].flatMap((own) => distinct([...own.values()].flatMap(recurring)));
      return onceWhereShared(all).map(described);
    },
  };
}

/** Of one shape there may be several patterns, which differ in what is constant: `USER#{id}` and `ORDER#{id}`. */
function addTo(variants: Learnt[], sample: Learnt): void {
  const constants = JSON.stringify(sample.parts);
  const at = variants.findIndex(({ parts }) => JSON.stringify(parts) === constants);
  const [known] = variants.slice(at);
  if (at >= 0 && known !== undefined) variants[at] = together(known, sample);
  else if (variants.length < limits.keyVariantsMax) variants.push(sample);
  else variants.push(...variants.splice(-1).map((last) => merged(last, sample)));
}

/** What came again with other words is constant; what came once may differ the next time, and is taken together. */
function recurring(variants: readonly Learnt[]): readonly Learnt[] {
  const comesAgain = ({ actors, texts }: Learnt): boolean =>
    actors.size > 1 || new Set(texts.map((text) => text.join(''))).size > 1;
  const [first, ...others] = variants.filter((one) => !comesAgain(one));
  const once = first === undefined ? [] : [others.reduce(merged, first)];
  return [...variants.filter(comesAgain), ...once];
}

function described({ texts, actors, ...pattern }: Learnt): KeyPattern {
  const counted = { ...pattern, actors: actors.size };
  const holdingSign = partsHoldingSign(pattern.parts, texts);
  return holdingSign.length === 0 ? counted : { ...counted, holdingSign };
}

interface AskedKey {
  readonly table: string;
  readonly index: string | null;
  readonly attribute: string;
  readonly asked: KeyAsked;
  readonly text: string;
}

function keysAsked(record: WireRecord): AskedKey[] {
  const { operation, table, request, touches } = record;
  if (operation === 'Query' && table !== null) {
    const index = textIn(request, 'IndexName');
    return keyRangeOf(request).flatMap((comparison) =>
      comparison.values.flatMap((value) => {
        const text = textIn(value, 'S');
        const { attribute } = comparison;
        return text === null ? [] : [{ table, index, attribute, asked: howAsked(comparison), text }];
      }),
    );
  }
  if (operation === 'Scan') return [];
  return touches.flatMap((touch) =>
    Object.entries(touch.key).flatMap(([attribute, value]): AskedKey[] => {
      const text = textIn(value, 'S');
      return text === null ? [] : [{ table: touch.table, index: null, attribute, asked: 'exact', text }];
    }),
  );
}

function howAsked({ operator }: KeyComparison): KeyAsked {
  return operator === '=' ? 'exact' : operator === 'BEGINS_WITH' ? 'prefix' : 'bound';
}

interface Piece {
  readonly value: string;
  readonly part: KeyPart;
}

/** Shorter values, and shorter beginnings of values, are found in keys by chance. */
const charactersMin = 3;
const cutMin = 8;
/** Beginnings are looked for in what is no longer than any name. */
const cutMax = 256;

/** What may be found in a key, whole arguments before the actor's own, longest first. */
function piecesOf(
  actor: Actor,
  args: ResolvedArguments,
  identities: readonly KnownValue[],
): readonly Piece[] {
  const told = identities.filter((one) => one.actor === actor.name);
  const own = [
    ['actor', actor.name],
    ...told.map(({ name, value }) => [name, value]),
    ...[...Object.entries(actor.headers), ...Object.entries(actor.cookies)],
  ].map(([name = '', value = '']): Piece => ({ value, part: { actor: name } }));
  const sent = Object.entries(args).flatMap(([argument, resolved]) =>
    stringsOf(resolved)
      .filter((value) => namesActor(value, actor) || isUnguessable(value))
      .flatMap((value) => formsOf(value).map(([form, text]) => ({ value: text, part: { argument, form } }))),
  );
  const long = [...sent, ...own].filter(({ value }) => value.length >= charactersMin);
  return long.sort((one, other) => other.value.length - one.value.length);
}

function namesActor(value: string, { name, words = {} }: Actor): boolean {
  return value === name || Object.values(words).includes(value);
}

const guesses = /zq[a-z2-7]{14}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{16,}|\d{6,}/gi;

function isUnguessable(value: string): boolean {
  return value.length <= cutMax && value.search(guesses) >= 0;
}

/** A value in every form that differs from it. */
function formsOf(value: string): readonly (readonly [KeyForm, string])[] {
  const bytes = Buffer.from(value, 'utf8');
  const hashed = (name: string): string => createHash(name).update(bytes).digest('hex');
  const forms: readonly (readonly [KeyForm, string])[] = [
    ['plain', value],
    ['upper', value.toUpperCase()],
    ['lower', value.toLowerCase()],
    ['nfkc', value.normalize('NFKC')],
    ['percent', encodeURIComponent(value.toWellFormed())],
    ['base64', bytes.toString('base64')],
    ['base64url', bytes.toString('base64url')],
    ['hex', bytes.toString('hex')],
    ['md5', hashed('md5')],
    ['sha1', hashed('sha1')],
    ['sha256', hashed('sha256')],
  ];
  return forms.filter(([form, text]) => form === 'plain' || text !== value);
}

/** A part of a key, and what it is in this one. */
interface Found {
  readonly part: KeyPart;
  readonly text: string;
}

/** A key with what was found in the place of its values. */
function templateOf(key: string, pieces: readonly Piece[]): readonly Found[] {
  if (key === '') return [];
  const piece = pieces.find(({ value }) => key.includes(value)) ?? cutPiece(key, pieces);
  if (piece === null) return [{ part: key, text: key }];
  const at = key.indexOf(piece.value);
  const behind = key.slice(at + piece.value.length);
  return [
    ...templateOf(key.slice(0, at), pieces),
    { part: piece.part, text: piece.value },
    ...templateOf(behind, pieces),
  ];
}

/** The longest beginning of an argument that the key holds. */
function cutPiece(key: string, pieces: readonly Piece[]): Piece | null {
  for (const { value, part } of pieces) {
    if (typeof part === 'string' || !('argument' in part) || part.form !== 'plain') continue;
    const start = value.search(guesses);
    for (let length = value.length - 1; length >= Math.max(cutMin, start + cutMin); length -= 1) {
      const beginning = value.slice(0, length);
      if (key.includes(beginning)) return { value: beginning, part: { ...part, form: 'cut' } };
    }
  }
  return null;
}

/** What is made anew for each key: what nobody can guess, and shorter hexadecimal words with a digit in them. */
const madeAnew = new RegExp(
  `(?<![0-9A-Za-z])(?=[a-f]*[0-9])[0-9a-f]{8,}(?![0-9A-Za-z])|${guesses.source}`,
  'gi',
);

/** Words that are made anew are not constant, whatever they come from. */
function withoutGuesses(found: readonly Found[]): readonly Found[] {
  return found.flatMap((one): Found[] => {
    if (typeof one.part !== 'string') return [one];
    const words = one.part.match(madeAnew) ?? [];
    return one.part
      .split(madeAnew)
      .flatMap((text, at): Found[] => [
        ...(at === 0 ? [] : [{ part: { other: true as const }, text: words[at - 1] ?? '' }]),
        ...(text === '' ? [] : [{ part: text, text }]),
      ]);
  });
}

/** What a key value of a harmless step is made of; an argument that names the actor tells the actor. */
export function keyPartsOf(
  text: string,
  actor: Actor,
  args: ResolvedArguments,
  identities: readonly KnownValue[],
): readonly KeyPart[] {
  const telling = piecesOf(actor, args, identities).filter(
    ({ value, part }) => typeof part === 'string' || !('argument' in part) || !namesActor(value, actor),
  );
  return withoutGuesses(templateOf(text, telling)).map(({ part }) => part);
}

/** The pattern without what its constant parts say. */
function shapeOf({ operation, table, index, attribute, asked, parts }: Learnt): string {
  const shape = parts.map((part) => (typeof part === 'string' ? '' : part));
  return JSON.stringify([operation, table, index, attribute, asked, shape]);
}

/** A part in which samples differ is not constant. */
function merged(known: Learnt, sample: Learnt): Learnt {
  const parts = known.parts.map((part, at): KeyPart => {
    const same = typeof part !== 'string' || part === sample.parts[at];
    return same ? part : { other: true };
  });
  return together({ ...known, parts }, sample);
}

function together(one: Learnt, other: Learnt): Learnt {
  return {
    ...one,
    actors: new Set([...one.actors, ...other.actors]),
    texts: [...one.texts, ...other.texts],
  };
}

/** Merging may have made two patterns equal. */
function distinct(patterns: readonly Learnt[]): readonly Learnt[] {
  const told = new Map<string, Learnt>();
  for (const pattern of patterns) {
    const { operation, ...form } = formOf(pattern);
    const identity = JSON.stringify([operation, form]);
    const known = told.get(identity);
    told.set(identity, known === undefined ? pattern : together(known, pattern));
  }
  return [...told.values()];
}

/** What several operations ask for in the same form, with nothing that they are sent (who is asking, say), is one pattern. */
function onceWhereShared(patterns: readonly Learnt[]): readonly Learnt[] {
  const told = new Map<string, Learnt>();
  for (const pattern of patterns) {
    const { operation, ...form } = formOf(pattern);
    const isSent = pattern.parts.some((part) => typeof part === 'object' && 'argument' in part);
    const identity = JSON.stringify([isSent ? operation : null, form]);
    const known = told.get(identity);
    const also = [...(known?.also ?? []), operation];
    told.set(identity, known === undefined ? pattern : { ...together(known, pattern), also });
  }
  return [...told.values()];
}

function formOf({ operation, table, index, attribute, asked, parts }: Learnt) {
  return { operation, table, index, attribute, asked, parts };
}
