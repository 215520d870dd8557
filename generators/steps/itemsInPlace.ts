/**
 * A victim's whole item where JSON holds a text: for `{"ids": ["kq7w"]}` the object `{"tenant": "acme", "id": "zq4k"}`, with the names
 * that the item has. Targets that took such objects once, or that build a key of whatever they are sent, take the tenant from it.
 */
import type { Argument } from '../../model/attack.ts';
import { furtherMark } from '../../model/jsonText.ts';
import { type KnownValue, memberName } from '../../model/knowledge.ts';
import { limits } from '../../model/limits.ts';
import { type Aim, knownPart } from '../base/aim.ts';
import { firstTried } from '../base/firstTried.ts';
import { bodyOf, type JsonPath, replacedAt, sentAt, textPaths } from './bodies.ts';

export function itemsInPlace(aim: Aim): readonly Argument[] {
  const { attacker, victims } = aim.knowledge.actors;
  const body = bodyOf(aim, () => attacker);
  if (body === null) return [];
  const made = victims.flatMap((victim) =>
    textPaths(body.json).flatMap((path): Argument[] => {
      const members = itemOf(aim, victim, path);
      if (members.length === 0) return [];
      const before = body.further ?? [];
      const named = members.map(
        ({ name }, at) => [memberName(name), furtherMark(before.length + at + 1)] as const,
      );
      const further = [...before, ...members.map((one) => [knownPart(one)])];
      return [{ ...body, json: replacedAt(body.json, path, Object.fromEntries(named)), further }];
    }),
  );
  const what = 'texts in JSON are replaced by a victim’s whole item';
  return firstTried(aim.knowledge, aim.operation, made, limits.foreignBodiesMax, what);
}

/** What the step that stored the victim's value wrote beside it; empty where nothing of that is known. */
function itemOf(aim: Aim, victim: string, path: JsonPath): readonly KnownValue[] {
  const { knowledge, foreign } = aim;
  const value = (sentAt(aim, victim, path) ?? foreign.find(({ actor }) => actor === victim))?.value;
  const theirs = knowledge.stores.written.filter(({ actor }) => actor === victim);
  const maker = theirs.find((one) => one.value === value)?.operation;
  const members = new Map(
    theirs.filter(({ operation }) => operation === maker).map((one) => [memberName(one.name), one]),
  );
  return [...members.values()];
}
