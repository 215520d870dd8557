/** Maps each string in a JSON value; names of members stay unless `intoName` is given. */
import type { Json } from './attack.ts';

export function eachText(
  json: Json,
  into: (text: string) => Json,
  intoName: (name: string) => string = (name) => name,
): Json {
  if (typeof json === 'string') return into(json);
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return json.map((item: Json) => eachText(item, into, intoName));
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [intoName(name), eachText(value, into, intoName)]),
  );
}
