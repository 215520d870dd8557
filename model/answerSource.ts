/**
 * Finds values in an answer that are no members of JSON: a header, a cookie, an HTML element, a part of the text. `{ header:
 * 'Location', match: '/notes/(\\d+)' }` finds `7` in a redirect to `/notes/7`. Pure.
 */
import { z } from 'zod';

export interface AnswerSource {
  readonly header?: string;
  /** A cookie that the answer sets. */
  readonly cookie?: string;
  /** CSS selector of an element of the body. */
  readonly select?: string;
  /** An attribute of that element; without one, its text. */
  readonly attribute?: string;
  /** Regular expression on the found value, or on the whole body: its first group, else the whole match. */
  readonly match?: string;
}

const parts = ['header', 'cookie', 'select', 'attribute', 'match'] as const;
const sourceForm = z.partialRecord(z.enum(parts), z.string());

const responsePrefix = 'response ';

/** The name of such a value among known values: `response {"header":"Location"}`. */
export function sourceName(source: AnswerSource): string {
  return responsePrefix + JSON.stringify(inPartOrder(source));
}

function inPartOrder(source: AnswerSource): AnswerSource {
  return Object.fromEntries(
    parts.flatMap((part) => (source[part] === undefined ? [] : [[part, source[part]]])),
  );
}

/** The source that such a name stands for, with or without `response` before it; null for any other name. */
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

/** The word that the target itself uses for such a value: `sessionid`, `csrfmiddlewaretoken`, `Location`. */
export function sourceWord({ header, cookie, select = '', attribute }: AnswerSource): string {
  const named = /\[\s*(?:name|id)\s*=\s*["']?([^"'\]]+)/.exec(select)?.[1] ?? /#([\w-]+)/.exec(select)?.[1];
  return cookie ?? header ?? named ?? attribute ?? '';
}
