/**
 * Members that no parameter declares: a target that spreads a request into an item or a query accepts them too. `{"title": "a",
 * "tenant": "acme"}` sends the victim's tenant beside a declared title; other values are what the victim's harmless runs wrote
 * into items, and its identifiers.
 */

import { type Knowledge, type KnownValue, memberName } from '../../model/knowledge.ts';
import { limits } from '../../model/limits.ts';
import {
  identityOperation,
  type Operation,
  undeclaredArgument,
  undeclaredPlace,
} from '../../model/operation.ts';
import { keyAttributes, knownPart } from '../base/aim.ts';
import { firstTried } from '../base/firstTried.ts';
import { inTurn } from '../base/inTurn.ts';
import { knownValue } from '../base/sent.ts';
import type { StepArguments } from './stepGenerator.ts';
import { victimsArguments } from './victims.ts';

type ItemMembers = ReadonlyMap<string, KnownValue>;

/** StepArguments of one step that sends more than is declared: all that makes up a victim's item, the keys of it, one by one. */
export function undeclaredArguments(knowledge: Knowledge, operation: Operation): readonly StepArguments[] {
  if (undeclaredPlace(operation) === null) return [];
  return knowledge.actors.victims.flatMap((victim) => {
    const items = itemsOf(knowledge, operation, victim);
    const telling = tellingMembers(knowledge, operation, victim);
    const keys = items.map((item) => keyMembers(knowledge, item));
    const whole = items.map((item) => new Map([...item, ...telling]));
    const single = [...keys, ...items, telling].flatMap((members) =>
      [...members].map((one) => new Map([one])),
    );
    const sets = distinctMembers([...whole, ...keys, telling, ...single]);
    const what = 'sets of undeclared members are sent';
    const alone = firstTried(knowledge, operation, sets, limits.undeclaredSetsMax, what).map(
      argumentsFromMembers,
    );
    return besideTheirs(alone, knowledge, operation, victim);
  });
}

/**
 * In a query also beside what the victim asks for: `title=` of the victim's with its tenant. Where all that is sent filters, the
 * attacker's own title finds nothing among the victim's things.
 */
function besideTheirs(
  sets: readonly StepArguments[],
  knowledge: Knowledge,
  operation: Operation,
  victim: string,
): readonly StepArguments[] {
  const theirs = victimsArguments(knowledge, victim, operation);
  if (undeclaredPlace(operation) !== 'query' || Object.keys(theirs).length === 0) return sets;
  return inTurn([sets.map((one) => ({ ...theirs, ...one })), sets]);
}

/** What the victim's runs wrote, the operation's own first, where the attacker's run of the same wrote something else. */
function itemsOf(knowledge: Knowledge, operation: Operation, victim: string): readonly ItemMembers[] {
  const {
    stores: { written: kept },
    actors: { attacker },
  } = knowledge;
  const theirs = kept.filter(
    (one) => one.actor === victim && knownValue(knowledge, attacker, one.operation, one.name) !== one.value,
  );
  const makers = [...new Set(theirs.map((one) => one.operation))];
  const ordered = makers.sort(
    (one, other) => Number(other === operation.name) - Number(one === operation.name),
  );
  const what = 'items of a victim are sent as undeclared members';
  return firstTried(knowledge, operation, ordered, limits.undeclaredItemsMax, what).map((maker) =>
    membersFrom(theirs.filter((one) => one.operation === maker)),
  );
}

function keyMembers(knowledge: Knowledge, item: ItemMembers): ItemMembers {
  const attributes = keyAttributes(knowledge.stores);
  return new Map([...item].filter(([name]) => attributes.includes(name)));
}

/** Names under which harmless runs send or answer a value that identifies the victim: its own name, an identifier. */
function tellingMembers(knowledge: Knowledge, operation: Operation, victim: string): ItemMembers {
  const { known } = knowledge;
  const words = new Set(
    known
      .filter((one) => one.actor === victim && one.operation === identityOperation)
      .map(({ value }) => value),
  );
  const told = known.filter(
    (one) => one.actor === victim && one.operation !== identityOperation && words.has(one.value),
  );
  const own = known.filter(
    (one) => one.actor === victim && one.operation === operation.name && one.name.startsWith('arguments.'),
  );
  const places = new Set(
    operation.parameters.filter(({ place }) => place === undeclaredPlace(operation)).map(({ name }) => name),
  );
  return new Map([...membersFrom([...told, ...own])].filter(([name]) => !places.has(name)));
}

function membersFrom(values: readonly KnownValue[]): ItemMembers {
  return new Map(values.map((one) => [memberName(one.name), one] as const).filter(([name]) => name !== ''));
}

function distinctMembers(sets: readonly ItemMembers[]): readonly ItemMembers[] {
  const told = new Map(
    sets
      .filter(({ size }) => size > 0)
      .map((members) => [JSON.stringify([...members].map(([name, { value }]) => [name, value])), members]),
  );
  return [...told.values()];
}

function argumentsFromMembers(members: ItemMembers): StepArguments {
  return Object.fromEntries(
    [...members].map(([name, known]) => [undeclaredArgument(name), { text: [knownPart(known)] }]),
  );
}
