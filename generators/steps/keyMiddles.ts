/**
 * Solves for a victim's key from the key that a harmless request of the attacker's made: where that is `1` + `{page}`, and the
 * victim has the key `123`, then `page` = `23` names it. Needs no sign between the parts, and nothing that can be told apart.
 */
import type { Attack } from '../../model/attack.ts';
import { distinctByContent } from '../../model/distinctByContent.ts';
import { type KeyShape, type ShapePart, storedName } from '../../model/keyShape.ts';
import type { Knowledge, KnownValue } from '../../model/knowledge.ts';
import { limits } from '../../model/limits.ts';
import type { Operation } from '../../model/operation.ts';
import { distinctValues } from '../base/aim.ts';
import { firstTried } from '../base/firstTried.ts';
import { inTurn } from '../base/inTurn.ts';
import { attackWith, solve, type Unknown } from './keyCollisions.ts';

/** Attacks of one step whose arguments make a key that a victim's harmless runs stored. */
export function keyMiddles(knowledge: Knowledge, operation: Operation): readonly Attack[] {
  const shapes = knowledge.stores.keyShapes.filter((shape) => shape.operation === operation.name);
  const perKey = shapes.flatMap((shape) =>
    victimsKeys(knowledge, shape).map(({ actor, value }) =>
      solve(shape.parts.map(keyPart), value, [], {})
        .slice(0, limits.keySolutionsMax)
        .map((values) => attackWith(knowledge, actor, operation, values)),
    ),
  );
  const attacks = inTurn(perKey);
  const what = 'ways to others’ keys, solved from keys of the attacker’s own, are tried';
  return firstTried(knowledge, operation, distinctByContent(attacks), limits.collisionsMax, what);
}

function keyPart(part: ShapePart): Unknown {
  return typeof part === 'string' ? part : { ...part, form: 'plain' };
}

/** Keys of the same attribute that the attacker has none of, those first that the same operation stores. */
function victimsKeys(
  { actors, stores: { written, objectKeys } }: Knowledge,
  shape: KeyShape,
): readonly KnownValue[] {
  const name = storedName(shape);
  const alike = [...written, ...objectKeys].filter((one) => one.name === name);
  const own = new Set(alike.flatMap(({ actor, value }) => (actor === actors.attacker ? [value] : [])));
  const theirs = alike.filter(({ actor, value }) => actors.victims.includes(actor) && !own.has(value));
  const isSame = (one: KnownValue): number => (one.operation === shape.operation ? 0 : 1);
  const nearFirst = theirs.toSorted((one, other) => isSame(one) - isSame(other));
  return distinctValues(nearFirst);
}
