/**
 * Arguments that together with the attacker's name read like a victim's name and arguments, because names may contain the
 * delimiter: `mallory` with `north` and `plan` gives what `mallory:north` calls `plan`. Needs no pattern of the key, so that
 * hashed keys, paths and caches are covered; tries only actors one of whose names begins with the other.
 */

import { distinctByContent } from '../../model/distinctByContent.ts';
import type { Knowledge } from '../../model/knowledge.ts';
import { limits } from '../../model/limits.ts';
import { identityOperation, type Operation, type Parameter } from '../../model/operation.ts';
import { type Text, type TextPart, textOf } from '../../model/text.ts';
import { aimAt, attackable, knownPart } from '../base/aim.ts';
import { firstTried } from '../base/firstTried.ts';
import { inTurn } from '../base/inTurn.ts';
import { plainArgument } from './arguments.ts';
import type { StepArguments } from './stepGenerator.ts';
import { victimsValue } from './victims.ts';

/** StepArguments of one step that together with the attacker's name read like a victim's name and arguments. */
export function identitySplits(knowledge: Knowledge, operation: Operation): readonly StepArguments[] {
  return knowledge.actors.victims.flatMap((victim) => {
    const own = victimsSentValues(knowledge, victim, operation);
    const splits = distinctByContent(
      inTurn(remaindersOf(knowledge, victim).map((remainder) => splitsOf(own, remainder))),
    );
    const what = 'ways to read a victim’s name as another name and arguments are tried';
    const tried = firstTried(knowledge, operation, splits, limits.identitySplitsMax, what);
    return tried.map((values) => splitArguments(knowledge, operation, values));
  });
}

/**
 * What a victim's name has behind or before the attacker's, and the sign between them; an empty one for none, and where the sign
 * belongs to the rest: names that nothing parts from what follows.
 */
interface Remainder {
  readonly side: 'behind' | 'before';
  readonly sign: string;
  readonly rest: string;
}

function remaindersOf(knowledge: Knowledge, victim: string): readonly Remainder[] {
  const { attacker } = knowledge.actors;
  const named = (actor: string, name: string): string | undefined =>
    knowledge.known.find(
      (one) => one.actor === actor && one.operation === identityOperation && one.name === name,
    )?.value;
  const names = knowledge.known.filter(
    ({ actor, operation }) => actor === victim && operation === identityOperation,
  );
  const pairs = [
    { mine: attacker, theirs: victim },
    ...names.map(({ name, value }) => ({ mine: named(attacker, name), theirs: value })),
  ];
  const remainders = pairs.flatMap(({ mine, theirs }): Remainder[] => {
    if (mine === undefined || mine === '' || mine === theirs) return [];
    return [
      ...(theirs.startsWith(mine) ? remaindersBehind(theirs.slice(mine.length)) : []),
      ...(theirs.endsWith(mine) ? remaindersBefore(theirs.slice(0, -mine.length)) : []),
    ];
  });
  return distinctByContent(remainders);
}

function remaindersBehind(text: string): readonly Remainder[] {
  const sign = /^[^\p{L}\p{N}]/u.exec(text)?.[0] ?? '';
  return [
    { side: 'behind', sign, rest: text.slice(sign.length) },
    { side: 'behind', sign: '', rest: text },
  ];
}

function remaindersBefore(text: string): readonly Remainder[] {
  const sign = /[^\p{L}\p{N}]$/u.exec(text)?.[0] ?? '';
  return [
    { side: 'before', sign, rest: text.slice(0, text.length - sign.length) },
    { side: 'before', sign: '', rest: text },
  ];
}

interface Value {
  readonly parameter: Parameter;
  readonly parts: readonly TextPart[];
}

/** What the victim's own step sends, in the order of the parameters. */
function victimsSentValues(knowledge: Knowledge, victim: string, operation: Operation): readonly Value[] {
  return attackable(operation).flatMap((parameter): Value[] => {
    const known = victimsValue(knowledge, victim, operation, parameter);
    return known === null || parameter.kind !== 'text' ? [] : [{ parameter, parts: [knownPart(known)] }];
  });
}

/**
 * The ways to send the remainder: joined to one value, or in place of a value that is joined to another one, neighbours first;
 * then all values shifted by one. The victim's other values may be part of the key or of the content. Writing the same content
 * changes nothing, so each value is left out once.
 */
function splitsOf(own: readonly Value[], remainder: Remainder): readonly (readonly Value[])[] {
  const { side, sign, rest } = remainder;
  const joined: Joined = (one, other) =>
    side === 'behind' ? [...one, sign, ...other] : [...other, sign, ...one];
  const within = (value: Value): Split => new Map([[value, joined([rest], value.parts)]]);
  const moved = (from: Value, to: Value): Split =>
    new Map([
      [from, [rest]],
      [to, joined(from.parts, to.parts)],
    ]);
  const near = own.flatMap((value, at) => {
    const next = side === 'behind' ? own[at + 1] : own[at - 1];
    return [within(value), ...(next === undefined ? [] : [moved(value, next)])];
  });
  const all = own.length > 2 ? [allMoved(own, remainder, joined)] : [];
  const far = own.flatMap((from) => own.filter((to) => to !== from).map((to) => moved(from, to)));
  return [...near, ...all, ...far].flatMap((split) => variantsOf(own, split));
}

type Joined = (one: readonly TextPart[], other: readonly TextPart[]) => readonly TextPart[];
type Split = ReadonlyMap<Value, readonly TextPart[]>;

function variantsOf(own: readonly Value[], split: Split): readonly (readonly Value[])[] {
  const whole = own.map((value) => ({ ...value, parts: split.get(value) ?? value.parts }));
  const beside = own.flatMap((value, at) => (split.has(value) ? [] : [at]));
  return [whole, ...beside.map((left) => whole.filter((_, at) => at !== left))];
}

function allMoved(own: readonly Value[], { side, rest }: Remainder, joined: Joined): Split {
  const order = side === 'behind' ? own : own.toReversed();
  return new Map(
    order.map((one, at): [Value, readonly TextPart[]] => {
      const before = order[at - 1];
      if (before === undefined) return [one, [rest]];
      return [one, at === order.length - 1 ? joined(before.parts, one.parts) : before.parts];
    }),
  );
}

function splitArguments(knowledge: Knowledge, operation: Operation, values: readonly Value[]): StepArguments {
  return Object.fromEntries(
    values.map(({ parameter, parts }) => {
      const text: Text = textOf(parts);
      return [parameter.name, plainArgument(aimAt(knowledge, operation, parameter), text)];
    }),
  );
}
