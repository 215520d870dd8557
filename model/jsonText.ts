/**
 * Puts texts of parts into JSON: their places are marked in strings and in names of members, and their parts are filled in later:
 * `{"ids": ["{text:1}", "{text}"]}` carries one text and a further one.
 */
import type { Json, JsonArgument } from './attack.ts';
import { eachText } from './eachText.ts';
import { isList, isObject } from './json.ts';
import { partsOf, type Text, textOf } from './text.ts';

/** Marks the place of the text in the JSON of an argument. */
export const textMark = '{text}';

/** Marks the place of a further text, counted from 1. */
export function furtherMark(count: number): string {
  return `{text:${count}}`;
}

/** Marks the name of a member that is sent once more: `{"id": "a", "{again}id": "b"}` is written `{"id":"a","id":"b"}`. */
const againMark = '{again}';

export function againName(name: string): string {
  return againMark + name;
}

/** The name that a member is sent under. */
export function sentMemberName(name: string): string {
  return name.startsWith(againMark) ? name.slice(againMark.length) : name;
}

/** Whether some member is sent once more. */
export function hasDoubledMember(json: Json): boolean {
  if (typeof json !== 'object' || json === null) return false;
  const names = isList(json) ? [] : Object.keys(json);
  return names.some((name) => name.startsWith(againMark)) || Object.values(json).some(hasDoubledMember);
}

/** JSON as it is sent, members that are sent once more under their own names. */
export function writtenJson(json: Json): string {
  if (!hasDoubledMember(json)) return JSON.stringify(json);
  if (isList(json)) return `[${json.map(writtenJson).join(',')}]`;
  if (!isObject(json)) return JSON.stringify(json);
  const members = Object.entries(json).map(
    ([name, value]) => `${JSON.stringify(sentMemberName(name))}:${writtenJson(value)}`,
  );
  return `{${members.join(',')}}`;
}

/** The texts of an argument by their marks. */
export function markedTexts({
  within,
  further = [],
}: Pick<JsonArgument, 'within' | 'further'>): ReadonlyMap<string, Text> {
  const marked = further.map((text, index) => [furtherMark(index + 1), text] as const);
  return new Map<string, Text>([...(within === undefined ? [] : [[textMark, within] as const]), ...marked]);
}

/** The JSON with strings in place of the marks. */
export function withWords(json: Json, words: ReadonlyMap<string, string>): Json {
  const fill = (marked: string): string => marked.replaceAll(anyMark, (mark) => words.get(mark) ?? mark);
  return eachText(json, fill, fill);
}

const anyMark = /\{text(?::\d+)?\}/g;

/** Whether the JSON contains a mark. */
export function hasMark(json: Json): boolean {
  return JSON.stringify(json).match(anyMark) !== null;
}

/** A string of the JSON with the texts in place of their marks. */
export function withText(marked: string, texts: ReadonlyMap<string, Text>): Text {
  const marks = marked.match(anyMark) ?? [];
  return textOf(
    marked.split(anyMark).flatMap((piece, index) => {
      const mark = marks[index];
      return mark === undefined ? [piece] : [piece, ...partsOf(texts.get(mark) ?? mark)];
    }),
  );
}

/** Texts that have no place in the JSON are left out; a further one before others becomes empty, because those are counted. */
export function withoutIdleTexts({ within, further = [], ...alone }: JsonArgument): JsonArgument {
  const written = JSON.stringify([alone.json, alone.first ?? null]);
  const stands = (mark: string): boolean => written.includes(mark);
  const used = further.map((text, index) => (stands(furtherMark(index + 1)) ? text : ''));
  const last = used.findLastIndex((text) => text !== '');
  return {
    ...alone,
    ...(within !== undefined && stands(textMark) ? { within } : {}),
    ...(last < 0 ? {} : { further: used.slice(0, last + 1) }),
  };
}
