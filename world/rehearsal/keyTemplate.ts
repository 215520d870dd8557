/**
 * A key as constant text and sent values: with the id `kq7w` and the tenant `acme`, `acme#DOC#kq7w` is `{tenant}#DOC#{id}`.
 * Searches for unguessable values and the actor's own only, because others occur in keys by chance.
 */
import { createHash } from 'node:crypto';
import type { KeyForm, KeyPart } from '../../model/keyPattern.ts';
import type { KnownValue } from '../../model/knowledge.ts';
import type { ResolvedArguments } from '../../model/resolvedArgument.ts';
import type { Actor } from '../../model/target.ts';
import { stringsOf } from '../step/resolve.ts';

export interface KeyPiece {
  readonly value: string;
  readonly part: KeyPart;
}

/** Shorter values, and shorter beginnings of values, are found in keys by chance. */
const pieceCharactersMin = 3;
const cutMin = 8;
/** Prefixes are searched in texts that are no longer than any name. */
const cutMax = 256;

/** What may be found in a key, whole arguments before the actor's own, longest first. */
export function keyPieces(
  actor: Actor,
  args: ResolvedArguments,
  identities: readonly KnownValue[],
): readonly KeyPiece[] {
  const told = identities.filter((one) => one.actor === actor.name);
  const own = [
    ['actor', actor.name],
    ...told.map(({ name, value }) => [name, value]),
    ...[...Object.entries(actor.headers), ...Object.entries(actor.cookies)],
  ].map(([name = '', value = '']): KeyPiece => ({ value, part: { actor: name } }));
  const sent = Object.entries(args).flatMap(([argument, resolved]) =>
    stringsOf(resolved)
      .filter((value) => isActorWord(value, actor) || holdsUnguessable(value))
      .flatMap((value) =>
        differingForms(value).map(([form, text]) => ({ value: text, part: { argument, form } })),
      ),
  );
  const long = [...sent, ...own].filter(({ value }) => value.length >= pieceCharactersMin);
  return long.sort((one, other) => other.value.length - one.value.length);
}

function isActorWord(value: string, { name, words = {} }: Actor): boolean {
  return value === name || Object.values(words).includes(value);
}

const unguessableForms = /zq[a-z2-7]{14}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{16,}|\d{6,}/gi;

function holdsUnguessable(value: string): boolean {
  return value.length <= cutMax && value.search(unguessableForms) >= 0;
}

/** A value in every form that differs from it. */
function differingForms(value: string): readonly (readonly [KeyForm, string])[] {
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
export interface FoundPart {
  readonly part: KeyPart;
  readonly text: string;
}

/** A key with its values replaced by what was found. */
export function keyTemplateOf(key: string, pieces: readonly KeyPiece[]): readonly FoundPart[] {
  if (key === '') return [];
  const piece = pieces.find(({ value }) => key.includes(value)) ?? cutPiece(key, pieces);
  if (piece === null) return [{ part: key, text: key }];
  const at = key.indexOf(piece.value);
  const behind = key.slice(at + piece.value.length);
  return [
    ...keyTemplateOf(key.slice(0, at), pieces),
    { part: piece.part, text: piece.value },
    ...keyTemplateOf(behind, pieces),
  ];
}

/** The longest prefix of an argument that the key contains. */
function cutPiece(key: string, pieces: readonly KeyPiece[]): KeyPiece | null {
  for (const { value, part } of pieces) {
    if (typeof part === 'string' || !('argument' in part) || part.form !== 'plain') continue;
    const start = value.search(unguessableForms);
    for (let length = value.length - 1; length >= Math.max(cutMin, start + cutMin); length -= 1) {
      const beginning = value.slice(0, length);
      if (key.includes(beginning)) return { value: beginning, part: { ...part, form: 'cut' } };
    }
  }
  return null;
}

/** Words that are new in each key: unguessable ones, and shorter hexadecimal words with a digit in them. */
const madeAnew = new RegExp(
  // What nobody can guess comes first: a UUID is one word, though it begins with a short one.
  `${unguessableForms.source}|(?<![0-9A-Za-z])(?=[a-f]*[0-9])[0-9a-f]{8,}(?![0-9A-Za-z])`,
  'gi',
);

/** Words that are made anew are not constant, whatever they come from. */
export function withoutGuesses(found: readonly FoundPart[]): readonly FoundPart[] {
  return found.flatMap((one): FoundPart[] => {
    if (typeof one.part !== 'string') return [one];
    const words = one.part.match(madeAnew) ?? [];
    return one.part
      .split(madeAnew)
      .flatMap((text, at): FoundPart[] => [
        ...(at === 0 ? [] : [{ part: { other: true as const }, text: words[at - 1] ?? '' }]),
        ...(text === '' ? [] : [{ part: text, text }]),
      ]);
  });
}

/** The parts of a key value of a harmless step; an argument that contains the actor's name counts as the actor. */
export function keyPartsOf(
  text: string,
  actor: Actor,
  args: ResolvedArguments,
  identities: readonly KnownValue[],
): readonly KeyPart[] {
  const telling = keyPieces(actor, args, identities).filter(
    ({ value, part }) => typeof part === 'string' || !('argument' in part) || !isActorWord(value, actor),
  );
  return withoutGuesses(keyTemplateOf(text, telling)).map(({ part }) => part);
}
