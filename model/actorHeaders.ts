/** Merges what an actor sends with every request into one of its requests, as `headers.py` of the driver does. */
import type { HttpRequest } from './target.ts';

type Header = readonly [name: string, value: string];

export interface ActorSends {
  readonly headers: readonly Header[];
  /** `name=value`, one each. */
  readonly cookies: readonly string[];
}

/** A header of the request replaces the actor's of that name, a cookie the actor's cookie of that name. */
export function withActorHeaders(
  { headers: own, contentType }: Pick<HttpRequest, 'headers' | 'contentType'>,
  { headers, cookies }: ActorSends,
): readonly Header[] {
  const names = new Set(own.map(([name]) => keyOf(name)));
  const lines = [...headers.filter(([name]) => !names.has(keyOf(name))), ...own].filter(
    ([name]) => keyOf(name) !== 'cookie',
  );
  const isTyped = lines.some(([name]) => keyOf(name) === 'content-type');
  const cookie = cookieLine([...cookies, ...cookiesIn(headers)], cookiesIn(own));
  return [
    ...lines,
    ...(contentType === undefined || isTyped ? [] : [['Content-Type', contentType] as const]),
    ...(cookie === '' ? [] : [['Cookie', cookie] as const]),
  ];
}

/** Names that Django reads as one header have one key. */
function keyOf(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}

function cookiesIn(headers: readonly Header[]): readonly string[] {
  return headers.flatMap(([name, value]) => (keyOf(name) === 'cookie' ? value.split(/; ?/) : []));
}

function cookieLine(actors: readonly string[], own: readonly string[]): string {
  const nameOf = (pair: string): string => pair.split('=')[0]?.trim() ?? '';
  const names = new Set(own.map(nameOf));
  return [...actors.filter((pair) => pair !== '' && !names.has(nameOf(pair))), ...own].join('; ');
}
