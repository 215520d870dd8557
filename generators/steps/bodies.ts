/**
 * JSON as an actor's own harmless run sent it: `{"ids": ["{from}"], "note": "{token}"}` becomes the victim's ids and note, each by
 * reference. Values that rehearsal did not keep (long ones, those of secrets) stay the attacker's.
 */
import type { Json, JsonArgument } from '../../model/attack.ts';
import { isList, isObject } from '../../model/json.ts';
import { furtherMark } from '../../model/jsonText.ts';
import type { KnownValue } from '../../model/knowledge.ts';
import { holdsSource } from '../../model/operation.ts';
import type { Text } from '../../model/text.ts';
import { type Aim, knownPart } from '../base/aim.ts';
import { filledByAttacker } from '../texts/jsonTexts.ts';

/** Names of members and numbers of items, from the outermost. */
export type JsonPath = readonly string[];

/** Whose value stands at a path. */
export type OwnerAt = (path: JsonPath) => string;

/** The parameter's harmless JSON, with each of its strings as its owner there sent it; null for a parameter that takes none. */
export function bodyOf(aim: Aim, ownerAt: OwnerAt): JsonArgument | null {
  const { kind, example } = aim.parameter;
  if (kind !== 'json' || typeof example !== 'object' || example === null) return null;
  const further: Text[] = [];
  const json = eachTextAt(example, [], (text, path) => {
    const owner = ownerAt(path);
    const known = sentAt(aim, owner, path);
    // A step fills in the own value of the source by itself.
    const isFilled = owner === aim.knowledge.actors.attacker && holdsSource(text);
    if (isFilled || known === null || known.value === text) return filledByAttacker(text, aim);
    further.push([knownPart(known)]);
    return furtherMark(further.length);
  });
  return { json, ...(further.length === 0 ? {} : { further }) };
}

/** What an actor's harmless run sent at a path. */
export function sentAt(
  { knowledge, operation, parameter }: Aim,
  actor: string,
  path: JsonPath,
): KnownValue | null {
  const name = ['arguments', parameter.name, ...path].join('.');
  const isMeant = (one: KnownValue): boolean =>
    one.actor === actor && one.operation === operation.name && one.name === name;
  return knowledge.known.find(isMeant) ?? null;
}

/** The strings of JSON by their paths. */
export function textPaths(json: Json, path: JsonPath = []): readonly JsonPath[] {
  if (typeof json === 'string') return [path];
  if (typeof json !== 'object' || json === null) return [];
  return Object.entries(json).flatMap(([name, inner]) => textPaths(inner, [...path, name]));
}

function eachTextAt(json: Json, path: JsonPath, into: (text: string, path: JsonPath) => Json): Json {
  if (typeof json === 'string') return into(json, path);
  if (typeof json !== 'object' || json === null) return json;
  if (isList(json)) return json.map((item, index) => eachTextAt(item, [...path, String(index)], into));
  return Object.fromEntries(
    Object.entries(json).map(([name, inner]) => [name, eachTextAt(inner, [...path, name], into)]),
  );
}

/** JSON with another value at a path. */
export function replacedAt(json: Json, path: JsonPath, by: Json): Json {
  const [name, ...rest] = path;
  if (name === undefined) return by;
  if (isList(json))
    return json.map((item, index) => (String(index) === name ? replacedAt(item, rest, by) : item));
  if (!isObject(json)) return json;
  return { ...json, [name]: replacedAt(json[name] ?? null, rest, by) };
}

/** The value at a path; null where there is none. */
export function jsonAt(json: Json, path: JsonPath): Json {
  const [name, ...rest] = path;
  if (name === undefined) return json;
  if (isList(json)) return jsonAt(json[Number(name)] ?? null, rest);
  return isObject(json) && Object.hasOwn(json, name) ? jsonAt(json[name] ?? null, rest) : null;
}
