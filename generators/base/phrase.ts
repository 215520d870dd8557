/** Builds texts of strings, parts and arbitraries in writing order: `phrase('../', names, '.txt')` draws `../a.txt`. */
import fc from 'fast-check';
import { type Place, type Text, type TextPart, textOf } from '../../model/text.ts';

export type Word = Text | TextPart | fc.Arbitrary<Text | TextPart>;

/** The texts that follow from writing the words one after the other. */
export function phrase(...words: readonly Word[]): fc.Arbitrary<Text> {
  return fc.tuple(...words.map(arbitraryOf)).map((parts) => textOf(parts.flat()));
}

export function placePart(name: Place): TextPart {
  return { place: name };
}

/** One of the choices; a choice named several times is drawn as often. */
export function oneOf<T>(...choices: readonly T[]): fc.Arbitrary<T> {
  return fc.constantFrom(...choices);
}

export interface Weighted<T> {
  readonly weight: number;
  readonly arbitrary: fc.Arbitrary<T> | null;
}

/** A draw by weight among what can be generated here; null where nothing can. */
export function weighted<T>(choices: readonly Weighted<T>[]): fc.Arbitrary<T> | null {
  const possible = choices.flatMap(({ weight, arbitrary }) =>
    arbitrary === null ? [] : [{ weight, arbitrary }],
  );
  return possible.length === 0 ? null : fc.oneof(...possible);
}

/** The same text with each character rewritten; parts that are filled in later stay. */
export function rewriteLiterals(text: Text, rewrite: (literal: string) => string): Text {
  return textOf(
    (typeof text === 'string' ? [text] : text).map((p) => (typeof p === 'string' ? rewrite(p) : p)),
  );
}

function arbitraryOf(word: Word): fc.Arbitrary<readonly TextPart[]> {
  const arbitrary: fc.Arbitrary<Text | TextPart> = isArbitrary(word) ? word : fc.constant(word);
  return arbitrary.map((drawn) => (isText(drawn) ? (typeof drawn === 'string' ? [drawn] : drawn) : [drawn]));
}

function isArbitrary(word: Word): word is fc.Arbitrary<Text | TextPart> {
  return word instanceof fc.Arbitrary;
}

function isText(drawn: Text | TextPart): drawn is Text {
  return typeof drawn === 'string' || Array.isArray(drawn);
}
