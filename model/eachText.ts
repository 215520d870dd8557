/** The same JSON value with another in the place of each string; member names stay. */
import type { Json } from './attack.ts';

export function eachText(json: Json, into: (text: string) => Json): Json {
  if (typeof json === 'string') return into(json);
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return json.map((item: Json) => eachText(item, into));
  return Object.fromEntries(Object.entries(json).map(([member, value]) => [member, eachText(value, into)]));
}
