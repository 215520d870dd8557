/**
 * Where in an answer a value stands that is no member of JSON: a header, a cookie, an element of HTML, a piece of the text.
 * `{ header: 'Location', match: '/notes/(\\d+)' }` finds `7` in an answer that redirects to `/notes/7`. Pure.
 */
import { z } from 'zod';

export interface AnswerSource {
  readonly header?: string;
  /** One that the answer sets. */
  readonly cookie?: string;
  /** CSS selector of an element of the body. */
  readonly select?: string;
  /** Of that element; its text where missing. */
  readonly attribute?: string;
  /** Regular expression: its first group, else all that it matches, of what the rest names, or of the whole body. */
  readonly match?: string;
}

const parts = ['header', 'cookie', 'select', 'attribute', 'match'] as const;
const sourceForm = z.partialRecord(z.enum(parts), z.string());

const responsePrefix = 'response ';

/** How a value that is found there is named among known values: `response {"header":"Location"}`. */
export function sourceName(source: AnswerSource): string {
  return responsePrefix + JSON.stringify(inPartOrder(source));
}

function inPartOrder(source: AnswerSource): AnswerSource {
  return Object.fromEntries(
    parts.flatMap((part) => (source[part] === undefined ? [] : [[part, source[part]]])),
  );
}

/** What such a name says, with or without `response` before it; null for any other name. */
export function sourceIn(name: string): AnswerSource | null {
  const text = name.startsWith(responsePrefix) ? name.slice(responsePrefix.length) : name.trimStart();
  if (!text.startsWith('{')) return null;
  try {
    const { data } = sourceForm.safeParse(JSON.parse(text));
    return data === undefined ? null : inPartOrder(data);
  } catch {
    return null;
  }
}

/** The word by which whoever wrote the target calls such a value: `sessionid`, `csrfmiddlewaretoken`, `Location`. */
export function sourceWord({ header, cookie, select = '', attribute }: AnswerSource): string {
  const named = /\[\s*(?:name|id)\s*=\s*["']?([^"'\]]+)/.exec(select)?.[1] ?? /#([\w-]+)/.exec(select)?.[1];
  return cookie ?? header ?? named ?? attribute ?? '';
}
