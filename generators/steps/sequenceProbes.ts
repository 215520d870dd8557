/**
 * The attacks of several steps that are tried first: one operation stores a text, the next one uses it, by the reference that
 * the first returned if the second takes one: `upload` of `../x`, `export` of its `response.id`. Also with a change between the
 * two.
 */

import type { Attack } from '../../model/attack.ts';
import type { Knowledge } from '../../model/knowledge.ts';
import { limits } from '../../model/limits.ts';
import type { Operation, Parameter } from '../../model/operation.ts';
import { aimAt, attackable } from '../base/aim.ts';
import { inTurn } from '../base/inTurn.ts';
import { textProbes } from '../texts/textProbes.ts';
import { plainArgument } from './arguments.ts';
import { attackAlong, feedsInto, routeBetween } from './chains.ts';

/** Attacks whose last step is `target`, those whose steps belong together first. */
export function sequenceProbes(knowledge: Knowledge, target: Operation): readonly Attack[] {
  const pairs = knowledge.operations.flatMap((first) => {
    const route = routeBetween(knowledge, first, target);
    return attackable(first)
      .filter(({ kind }) => kind === 'text' || kind === 'file')
      .map((parameter): Pair => ({ first, parameter, route }));
  });
  const isRelated = ({ first, parameter, route }: Pair): boolean =>
    route !== null || isUsed(knowledge, first, parameter, target);
  const related = pairs.filter(isRelated);
  // What a first step takes from another one is a reference, as a rule, unless it was seen to be used as it was sent.
  const isText = ({ first, parameter }: Pair): boolean =>
    parameter.from === undefined || isUsed(knowledge, first, parameter, target);
  const own = related.filter(isText);
  const taken = related.filter((pair) => !isText(pair));
  const others = takesNothing(target) ? pairs.filter((pair) => !isRelated(pair)) : [];
  const between = pairs.flatMap((pair) => changesBetween(knowledge, pair, target));
  return [
    ...inTurn(own.map((pair) => sequencesOf(knowledge, pair, target, limits.sequenceTextsMax))),
    ...inTurn(taken.map((pair) => sequencesOf(knowledge, pair, target, limits.sequenceTextsMax))),
    ...inTurn(others.map((pair) => sequencesOf(knowledge, pair, target, limits.sequenceTextsFew))),
    ...inTurn(between),
  ];
}

/** Something is stored, then changed by an operation that takes its reference (moved, removed, approved), then used. */
function changesBetween(knowledge: Knowledge, pair: Pair, target: Operation): readonly (readonly Attack[])[] {
  const { first, route } = pair;
  if (first === target || !(route !== null || takesNothing(target))) return [];
  const passed = (route ?? [first]).filter((one) => one !== target);
  const middles = knowledge.operations.filter(
    (one) => one !== target && !passed.includes(one) && passed.some((done) => feedsInto(done, one)),
  );
  return middles
    .slice(0, limits.betweenMax)
    .map((middle) =>
      sequencesOf(
        knowledge,
        { ...pair, route: [...passed, middle, target] },
        target,
        limits.sequenceTextsFew,
      ),
    );
}

interface Pair {
  readonly first: Operation;
  readonly parameter: Parameter;
  /**
   * The operations between the first and the target, each of which takes a value from the one before; null if there is no such
   * route.
   */
  readonly route: readonly Operation[] | null;
}

function sequencesOf(
  knowledge: Knowledge,
  { first, parameter, route }: Pair,
  target: Operation,
  most: number,
): Attack[] {
  const aim = aimAt(knowledge, first, parameter);
  return textProbes(aim)
    .slice(0, most)
    .map((text) =>
      attackAlong(knowledge, route ?? [first, target], { [parameter.name]: plainArgument(aim, text) }),
    );
}

/** Whether the target was seen to use what the parameter was sent. */
function isUsed(knowledge: Knowledge, first: Operation, parameter: Parameter, target: Operation): boolean {
  return knowledge.stores.uses.some(
    (use) => use.operation === target.name && use.source === first.name && use.parameter === parameter.name,
  );
}

/** An operation without parameters that the attacker chooses uses stored data. */
function takesNothing(target: Operation): boolean {
  return attackable(target).length === 0 || target.entry.kind === 'consumer';
}
