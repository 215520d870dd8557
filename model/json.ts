/** Reads JSON values by own members only, so that `__proto__` is a member like any other. */
import type { Json } from './attack.ts';
import type { ItemImage } from './records.ts';

export type JsonObject = { readonly [member: string]: Json };

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** Whether a text is a JSON document: `{"a":1}` and `null` are, `{a:1}` is not. */
export function isJsonText(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

export function memberOf(value: Json | undefined, name: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

export function objectIn(value: Json | undefined, name: string): JsonObject | null {
  const member = memberOf(value, name);
  return isObject(member) ? member : null;
}

export function listIn(value: Json | undefined, name: string): readonly Json[] {
  const member = memberOf(value, name);
  return isList(member) ? member : [];
}

export function textIn(value: Json | undefined, name: string): string | null {
  const member = memberOf(value, name);
  return typeof member === 'string' ? member : null;
}

/** The objects in a list; its other elements are left out. */
export function objectsIn(value: Json | undefined, name: string): readonly JsonObject[] {
  return listIn(value, name).filter((entry) => isObject(entry));
}

/** A copy with only these members, if all of them exist; null if one is missing. */
export function pick(value: JsonObject, names: readonly string[]): ItemImage | null {
  const entries: [string, Json][] = [];
  for (const name of names) {
    const member = memberOf(value, name);
    if (member === undefined || member === null) return null;
    entries.push([name, member]);
  }
  return Object.fromEntries(entries);
}

/** A copy without these members. */
export function omit(value: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}

/** JSON with sorted members, so that equal values have equal text. */
export function canonicalJson(value: Json): string {
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(',')}}`;
}

/** Whether a value nests deeper than `levels`: too deep for recursive functions. */
export function isDeeperThan(value: Json, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels < 0 || Object.values(value).some((member) => isDeeperThan(member, levels - 1));
}
