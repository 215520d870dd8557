/**
 * The attacks of several steps that are tried first: one operation stores a text, the next one uses it, by the reference that
 * the first returned if the second takes one: `upload` of `../x`, `export` of its `response.id`. Also with a change between the
 * two.
 */

import type { Attack } from '../../model/attack.ts';
import { distinctByContent } from '../../model/distinctByContent.ts';
import type { Knowledge } from '../../model/knowledge.ts';
import { limits } from '../../model/limits.ts';
import type { Operation, Parameter } from '../../model/operation.ts';
import type { Text } from '../../model/text.ts';
import { type Aim, aimAt, attackable, knownPart, reachesNoFile } from '../base/aim.ts';
import { inTurn } from '../base/inTurn.ts';
import { keyProbes, textProbes } from '../texts/textProbes.ts';
import { plainArgument } from './arguments.ts';
import { attackAlong, feedsInto, routeBetween } from './chains.ts';
import { stepOf } from './sequences.ts';
import { victimsValue } from './victims.ts';

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
  const use = (pair: Pair): number => (isUsed(knowledge, pair.first, pair.parameter, target) ? 0 : 1);
  const own = related.filter(isText).toSorted((one, other) => use(one) - use(other));
  const taken = related.filter((pair) => !isText(pair));
  const others = takesNothing(target) ? pairs.filter((pair) => !isRelated(pair)) : [];
  const between = pairs.flatMap((pair) => changesBetween(knowledge, pair, target));
  return [
    ...inTurn([
      // A reference is attacked with a victim's first, and that tells at once.
      taken.flatMap((pair) => foreignSequence(knowledge, pair, target)),
      own.flatMap((pair) => namesakeSequences(knowledge, pair, target)),
      inTurn(own.map((pair) => sequencesOf(knowledge, pair, target, limits.sequenceTextsMax))),
    ]),
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
  return textsFor(knowledge, aim, [first, target])
    .slice(0, most)
    .map((text) =>
      attackAlong(knowledge, route ?? [first, target], { [parameter.name]: plainArgument(aim, text) }),
    );
}

/**
 * Where harmless runs of both steps reach no file, a victim's names take turns with ways out of folders: what is stored may name
 * a file that nothing harmless names, such as one to remove. Where no operation reaches a file, names alone.
 */
function textsFor(knowledge: Knowledge, aim: Aim, steps: readonly Operation[]): readonly Text[] {
  const { stores, operations } = knowledge;
  if (steps.some((one) => !reachesNoFile(stores, one))) return textProbes(aim);
  const names = keyProbes(aim).map(({ text }) => text);
  return operations.every((one) => reachesNoFile(stores, one))
    ? names
    : distinctByContent(inTurn([names, textProbes(aim)]));
}

/** A victim's value of the parameter's source in the first step. */
function foreignSequence(
  knowledge: Knowledge,
  { first, parameter, route }: Pair,
  target: Operation,
): readonly Attack[] {
  const aim = aimAt(knowledge, first, parameter);
  const theirs = aim.foreign.find((known) => (known.origin ?? known).operation === parameter.from?.operation);
  if (theirs === undefined) return [];
  const args = { [parameter.name]: plainArgument(aim, [knownPart(theirs)]) };
  return [attackAlong(knowledge, route ?? [first, target], args)];
}

/**
 * A thing of the attacker's own that is called as a victim's, used after the victim has used its own: two files of one name in the folders
 * of their owners may share a preview, which the first to ask has made.
 */
function namesakeSequences(
  knowledge: Knowledge,
  { first, parameter, route }: Pair,
  target: Operation,
): readonly Attack[] {
  if (route === null || route.length >= limits.stepsMax) return [];
  const aim = aimAt(knowledge, first, parameter);
  return knowledge.actors.victims.flatMap((victim) => {
    const theirs = victimsValue(knowledge, victim, first, parameter);
    if (theirs === null) return [];
    const args = { [parameter.name]: plainArgument(aim, [knownPart(theirs)]) };
    const { steps, ...attack } = attackAlong(knowledge, route, args);
    // Before the last step, so that references to those before it stay what they are.
    return [{ ...attack, steps: [...steps.slice(0, -1), stepOf(target, victim, {}), ...steps.slice(-1)] }];
  });
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
