/**
 * Puts a text of parts into JSON: its place is marked in strings and in names of members, and its parts are filled in later.
 */
import type { Json } from './attack.ts';
import { eachText } from './eachText.ts';
import { partsOf, type Text, textOf } from './text.ts';

/** Marks the place of the text in the JSON of an argument. */
export const textMark = '{text}';

/** The JSON with a string in place of the marks. */
export function withWord(json: Json, word: string): Json {
  const fill = (marked: string): string => marked.replaceAll(textMark, () => word);
  return eachText(json, fill, fill);
}

/** Whether the JSON contains a mark. */
export function hasMark(json: Json): boolean {
  return JSON.stringify(json).includes(textMark);
}

/** A string of the JSON with the text in place of its marks. */
export function withText(marked: string, text: Text): Text {
  const pieces = marked.split(textMark);
  return textOf(pieces.flatMap((piece, index) => (index === 0 ? [piece] : [...partsOf(text), piece])));
}
