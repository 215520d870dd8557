/**
 * A victim's whole entry behind the own ones in a list of objects: `[{"id": "own"}, {"id": "zq4k"}]`, where a check looks at the first
 * entry alone; and before them.
 */
import type { Argument, Json } from '../../model/attack.ts';
import { isList, isObject } from '../../model/json.ts';
import { furtherMark } from '../../model/jsonText.ts';
import { limits } from '../../model/limits.ts';
import type { Aim } from '../base/aim.ts';
import { firstTried } from '../base/firstTried.ts';
import { bodyOf, type JsonPath, jsonAt, replacedAt } from './bodies.ts';

export function foreignEntries(aim: Aim): readonly Argument[] {
  const { attacker, victims } = aim.knowledge.actors;
  const own = bodyOf(aim, () => attacker);
  if (own === null) return [];
  const before = own.further ?? [];
  const made = victims.flatMap((victim) => {
    const theirs = bodyOf(aim, () => victim);
    if (theirs?.further === undefined) return [];
    const json = behindMarks(theirs.json, before.length);
    const further = [...before, ...theirs.further];
    return listsOfObjects(own.json).flatMap((path) => {
      const [mine, added] = [entriesOfList(own.json, path), entriesOfList(json, path)];
      const lists = [
        [...mine, ...added],
        [...added, ...mine],
      ];
      return lists.map((list): Argument => ({ ...own, json: replacedAt(own.json, path, list), further }));
    });
  });
  const what = 'a victim’s entries are sent beside the own ones';
  return firstTried(aim.knowledge, aim.operation, made, limits.foreignBodiesMax, what);
}

/** JSON whose marks stand for texts behind the first ones. */
function behindMarks(json: Json, first: number): Json {
  if (typeof json === 'string')
    return json.replace(/\{text:(\d+)\}/g, (_, count: string) => furtherMark(Number(count) + first));
  if (isList(json)) return json.map((item) => behindMarks(item, first));
  if (!isObject(json)) return json;
  return Object.fromEntries(Object.entries(json).map(([name, inner]) => [name, behindMarks(inner, first)]));
}

function listsOfObjects(json: Json, path: JsonPath = []): readonly JsonPath[] {
  if (typeof json !== 'object' || json === null) return [];
  const inner = Object.entries(json).flatMap(([name, value]) => listsOfObjects(value, [...path, name]));
  return isList(json) && json.some((item) => isObject(item)) ? [path, ...inner] : inner;
}

function entriesOfList(json: Json, path: JsonPath): readonly Json[] {
  const list = jsonAt(json, path);
  return isList(list) ? list : [];
}
