/** A text within JSON: its place is marked in strings and in names of members, so that parts of it may be filled in later. */
import type { Json } from './attack.ts';
import { eachText } from './eachText.ts';
import { partsOf, type Text, textOf } from './text.ts';

/** Stands in the JSON of an argument where the text within it goes. */
export const textMark = '{text}';

/** The JSON with a string in the places of the text. */
export function withWord(json: Json, word: string): Json {
  const fill = (marked: string): string => marked.replaceAll(textMark, () => word);
  return eachText(json, fill, fill);
}

/** Whether the text has a place in it. */
export function hasMark(json: Json): boolean {
  return JSON.stringify(json).includes(textMark);
}

/** A string of the JSON with the text in its places. */
export function withText(marked: string, text: Text): Text {
  const pieces = marked.split(textMark);
  return textOf(pieces.flatMap((piece, index) => (index === 0 ? [piece] : [...partsOf(text), piece])));
}
