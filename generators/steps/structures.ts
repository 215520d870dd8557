/**
 * JSON of another structure than the harmless one: for `{"ids": ["a"]}` a victim's id beside the own one or alone, an object, a
 * list in the list or nothing where the list is. And a victim's whole harmless JSON, at once and all of it but one place, because a target may check
 * one place and use another.
 */
import type { Argument, Json, JsonArgument } from '../../model/attack.ts';
import { isList, isObject } from '../../model/json.ts';
import { textMark, withoutIdleTexts } from '../../model/jsonText.ts';
import { limits } from '../../model/limits.ts';
import type { Text } from '../../model/text.ts';
import { type Aim, knownPart } from '../base/aim.ts';
import { firstTried } from '../base/firstTried.ts';
import { inTurn } from '../base/inTurn.ts';
import { bodyOf, type JsonPath, replacedAt, sentAt, textPaths } from './bodies.ts';

/** What each victim's harmless run sent: all of it, then all but one place. */
export function foreignBodies(aim: Aim): readonly Argument[] {
  const { attacker, victims } = aim.knowledge.actors;
  const bodies = victims.flatMap((victim) => {
    const places = textPaths(aim.parameter.example ?? null).filter((path) => differs(aim, victim, path));
    if (places.length === 0) return [];
    const but = places.length === 1 ? [] : places;
    return [null, ...but].map((left) => bodyOf(aim, (path) => (isAt(path, left) ? attacker : victim)));
  });
  const made = bodies.filter((body) => body !== null);
  const what = 'a victim’s JSON is sent as a whole, and all of it but one place';
  return firstTried(aim.knowledge, aim.operation, made, limits.foreignBodiesMax, what);
}

function differs(aim: Aim, victim: string, path: JsonPath): boolean {
  const own = sentAt(aim, aim.knowledge.actors.attacker, path);
  const theirs = sentAt(aim, victim, path);
  return theirs !== null && theirs.value !== own?.value;
}

function isAt(path: JsonPath, place: JsonPath | null): boolean {
  return place !== null && path.join('.') === place.join('.');
}

/** The attacker's own harmless JSON with another kind of value in one place: those with a victim's value first. */
export function structures(aim: Aim): readonly Argument[] {
  const { attacker } = aim.knowledge.actors;
  const body = bodyOf(aim, () => attacker);
  if (body === null) return [];
  const perPlace = placesOf(body.json).map((place) => ({ place, ...otherKinds(place.json) }));
  const put = ({ path }: Place, json: Json, text: Text | null): JsonArgument => ({
    ...body,
    json: replacedAt(body.json, path, json),
    ...(text === null ? {} : { within: text }),
  });
  const carrying = perPlace.map(({ place, carrying: kinds }) => {
    const text = foreignAt(aim, place);
    return text === null ? [] : kinds.map((json) => put(place, json, text));
  });
  const bare = perPlace.map(({ place, bare: kinds }) => kinds.map((json) => put(place, json, null)));
  const what = 'places in JSON have a value of another kind';
  const all = [...inTurn(carrying), ...inTurn(bare)].map(withoutIdleTexts);
  return firstTried(aim.knowledge, aim.operation, all, limits.structuresMax, what);
}

interface Place {
  readonly path: JsonPath;
  readonly json: Json;
}

/** The outermost one last: most targets refuse what is no object at all. */
function placesOf(json: Json, path: JsonPath = []): readonly Place[] {
  const inner =
    typeof json === 'object' && json !== null
      ? Object.entries(json).flatMap(([name, value]) => placesOf(value, [...path, name]))
      : [];
  return [...inner, { path, json }];
}

/** Values of other kinds than a harmless one, or of another length: those that carry a victim's text, and bare ones. */
function otherKinds(json: Json): { readonly carrying: readonly Json[]; readonly bare: readonly Json[] } {
  if (isList(json))
    return {
      // One foreign value among own ones comes first: a check may look at some of them alone.
      carrying: [
        [...json, textMark],
        [textMark, ...json],
        textMark,
        { [textMark]: true },
        [[textMark]],
        { value: [textMark] },
      ],
      bare: [[], null, {}, true, 0],
    };
  if (isObject(json)) return { carrying: [textMark, [textMark], [json]], bare: [{}, null, []] };
  return {
    carrying: [
      ...(typeof json === 'string' ? [] : [textMark]),
      [textMark],
      [json, textMark],
      { in: [textMark] },
      { value: textMark },
      [[textMark]],
    ],
    bare: [null, [], {}, true, 0, { value: true }],
  };
}

/** What a victim sent in a place, or in the first one within it; else a value of the kind that the parameter takes. */
function foreignAt(aim: Aim, { path, json }: Place): Text | null {
  const { victims } = aim.knowledge.actors;
  const inner = textPaths(json, path);
  const sent = victims.flatMap((victim) => inner.flatMap((one) => sentAt(aim, victim, one) ?? []));
  const known = sent[0] ?? aim.foreign[0];
  return known === undefined ? null : [knownPart(known)];
}
