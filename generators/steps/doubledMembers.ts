/**
 * JSON with a member twice, at any depth: `{"id": own, "id": victims}` and the reverse, because parsers differ in which of them
 * counts, and what is checked may be read by another parser than what is used.
 */
import type { Argument, JsonArgument } from '../../model/attack.ts';
import { isObject } from '../../model/json.ts';
import { againName, furtherMark, hasDoubledMember } from '../../model/jsonText.ts';
import { type Aim, knownPart } from '../base/aim.ts';
import { bodyOf, type JsonPath, jsonAt, replacedAt, sentAt, textPaths } from './bodies.ts';

/** For each place in which a victim sends another text than the attacker: the own one first, then the victim's first. */
export function doubledMembers(aim: Aim): readonly (readonly Argument[])[] {
  const { attacker, victims } = aim.knowledge.actors;
  const [victim] = victims;
  const body = bodyOf(aim, () => attacker);
  if (body === null || victim === undefined || aim.operation.entry.kind !== 'http') return [];
  return textPaths(aim.parameter.example ?? null).flatMap((path): JsonArgument[][] => {
    const theirs = sentAt(aim, victim, path);
    const member = nearestMember(body, path);
    if (member === null || theirs === null) return [];
    if (theirs.value === sentAt(aim, attacker, path)?.value) return [];
    const further = [...(body.further ?? []), [knownPart(theirs)]];
    const { object, name, within } = member;
    const own = jsonAt(object, [name]);
    const foreign = replacedAt(own, within, furtherMark(further.length));
    return [
      [
        [own, foreign],
        [foreign, own],
      ].map(([one = null, other = null]) => {
        const doubled = Object.entries(object).flatMap(([key, value]) =>
          key === name
            ? [
                [key, one],
                [againName(key), other],
              ]
            : [[key, value]],
        );
        return { json: replacedAt(body.json, member.path, Object.fromEntries(doubled)), further };
      }),
    ];
  });
}

/** Whether an argument has some member twice. */
export function doublesMember(argument: Argument): boolean {
  return 'json' in argument && hasDoubledMember(argument.json);
}

/** The innermost object on the way to a place, the member of it that leads there, and what is left of the way. */
function nearestMember(body: JsonArgument, path: JsonPath) {
  for (let depth = path.length - 1; depth >= 0; depth -= 1) {
    const object = jsonAt(body.json, path.slice(0, depth));
    const name = path[depth];
    if (isObject(object) && name !== undefined)
      return { path: path.slice(0, depth), object, name, within: path.slice(depth + 1) };
  }
  return null;
}
