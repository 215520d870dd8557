/** A text within JSON: its place is marked in strings and in names of members, so that parts of it may be filled in later. */
import type { Json } from './attack.ts';
import { isList, isObject } from './json.ts';
import { partsOf, type Text, textOf } from './text.ts';

/** Stands in the JSON of an argument that has a `text` where the text goes. */
export const textMark = '{text}';

/** The JSON with what `into` makes of each string and of each member's name. */
export function eachWord(json: Json, into: (word: string) => string): Json {
  if (typeof json === 'string') return into(json);
  if (isList(json)) return json.map((item) => eachWord(item, into));
  if (!isObject(json)) return json;
  return Object.fromEntries(
    Object.entries(json).map(([member, value]) => [into(member), eachWord(value, into)]),
  );
}

/** The JSON with a string in the places of the text. */
export function withWord(json: Json, word: string): Json {
  return eachWord(json, (marked) => marked.replaceAll(textMark, () => word));
}

/** Whether the text has a place in it. */
export function hasMark(json: Json): boolean {
  return JSON.stringify(json).includes(textMark);
}

/** A string of the JSON with the text in its places. */
export function textIn(marked: string, text: Text): Text {
  const pieces = marked.split(textMark);
  return textOf(pieces.flatMap((piece, index) => (index === 0 ? [piece] : [...partsOf(text), piece])));
}
