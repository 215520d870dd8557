/**
 * Members that no parameter declares, sent in a first step whose effect shows in a second one: `PATCH /profile` with `practice`
 * beside the name, then `GET /patients`, which reads with the practice of the profile. They are what answers and items of the
 * first step have, with a victim's value, fields of models that it touches, and usual names of tenants and roles. Class
 * `key.second-order`.
 */
import type { Attack, Step } from '../../model/attack.ts';
import { type Knowledge, type KnownValue, memberName } from '../../model/knowledge.ts';
import { limits } from '../../model/limits.ts';
import {
  identityOperation,
  type Operation,
  sentName,
  undeclaredArgument,
  undeclaredPlace,
} from '../../model/operation.ts';
import type { Text } from '../../model/text.ts';
import { knownPart } from '../base/aim.ts';
import { firstTried } from '../base/firstTried.ts';
import { inTurn } from '../base/inTurn.ts';
import { knownValue } from '../base/sent.ts';
import { feedsInto } from './chains.ts';
import { assignedFields } from './modelMembers.ts';
import { stepOf } from './sequences.ts';

/** Attacks of two steps by the attacker, the last one of the operation. */
export function assignments(knowledge: Knowledge, target: Operation): readonly Attack[] {
  const { attacker, victims } = knowledge.actors;
  const firsts = knowledge.operations
    .filter((one) => one !== target && takesMembers(one))
    .toSorted((one, other) => distanceFrom(knowledge, one, target) - distanceFrom(knowledge, other, target));
  const what = 'operations have undeclared members before another one';
  const near = firstTried(knowledge, target, firsts, limits.assigningMax, what);
  const attacks = near.map((first) =>
    victims.slice(0, 1).flatMap((victim) =>
      memberSets(knowledge, first, target, victim).map(
        (members): Attack => ({
          layout: [],
          steps: [stepOf(first, attacker, members), stepOf(target, attacker, {})],
          race: null,
        }),
      ),
    ),
  );
  return inTurn(attacks);
}

/** Whether an operation takes a body that it may store. */
function takesMembers(operation: Operation): boolean {
  const { entry } = operation;
  const place = undeclaredPlace(operation);
  return (
    entry.kind === 'http' &&
    place !== null &&
    place !== 'query' &&
    !/^(?:GET|HEAD|DELETE)$/i.test(entry.method)
  );
}

/**
 * Those first whose values the target uses; then those that name no thing, so that they are about the own profile, and of them
 * those that harmless runs see keep nothing as a file, item or object: what they keep is in a session or a row of the user.
 */
function distanceFrom({ stores: { uses, reached } }: Knowledge, first: Operation, target: Operation): number {
  if (feedsInto(first, target) || target.after?.includes(first.name) === true) return 1;
  if (uses.some(({ operation, source }) => operation === target.name && source === first.name)) return 0;
  if (first.parameters.some(({ from, place }) => from !== undefined || place === 'path')) return 4;
  return (reached[first.name] ?? []).length === 0 ? 2 : 3;
}

/**
 * All that is known of a victim under names that the first step answers or stores, all usual names of tenants, all roles; and
 * each of them, for what refuses or ignores a body with others beside it.
 */
function memberSets(
  knowledge: Knowledge,
  first: Operation,
  target: Operation,
  victim: string,
): readonly Step['arguments'][] {
  const shown = [...shownMembers(knowledge, first, target, victim)].map(([name, known]) =>
    member(name, [knownPart(known)]),
  );
  const identity = knowledge.known.find((one) => one.actor === victim && one.operation === identityOperation);
  const word: Text = identity === undefined ? victim : [knownPart(identity)];
  const usual = tenantNames.map((name) => member(name, word));
  const asRoles = roles.map(([name, value]) => member(name, value));
  const fields = assignedFields(knowledge, first, victim);
  return [
    ...fields.slice(0, 2),
    ...[shown, usual, asRoles].filter((some) => some.length > 1).map((some) => Object.assign({}, ...some)),
    ...fields.slice(2),
    ...shown.slice(0, limits.assignedMembersMax),
    ...usual,
    ...asRoles,
  ];
}

const tenantNames = ['tenant', 'owner', 'tenant_id', 'owner_id'];

const roles = [
  ['role', 'admin'],
  ['is_admin', 'true'],
] as const;

function member(name: string, text: Text): Step['arguments'] {
  return { [undeclaredArgument(name)]: { text } };
}

/**
 * Values of the victim's that its own runs of either operation were answered with or stored, and words that name it, whichever
 * operation answers them: `{"clinic": "acme"}` of `GET /me` is kept by `POST /me/edit`. The words come first.
 */
function shownMembers(
  knowledge: Knowledge,
  first: Operation,
  target: Operation,
  victim: string,
): ReadonlyMap<string, KnownValue> {
  const { known, actors, stores } = knowledge;
  const declared = new Set(first.parameters.map(sentName));
  const words = new Set(
    known
      .filter((one) => one.actor === victim && one.operation === identityOperation)
      .map(({ value }) => value),
  );
  const isNear = ({ operation, value }: KnownValue): boolean =>
    operation === first.name ||
    operation === target.name ||
    words.has(value) ||
    hasPathOf(knowledge, operation, first);
  const isShown = ({ actor, operation, name, value }: KnownValue): boolean =>
    actor === victim &&
    /^(?:response|item)\./.test(name) &&
    !declared.has(memberName(name)) &&
    knownValue(knowledge, actors.attacker, operation, name) !== value;
  const theirs = [...known, ...stores.written].filter((one) => isNear(one) && isShown(one));
  const naming = theirs.filter(({ value }) => words.has(value));
  const ordered = [...naming, ...theirs.filter((one) => !naming.includes(one))];
  const named = new Map<string, KnownValue>();
  for (const one of ordered) {
    const name = memberName(one.name);
    if (name !== '' && !named.has(name)) named.set(name, one);
  }
  return named;
}

/** Whether an operation is a request to the same path. */
function hasPathOf({ operations }: Knowledge, name: string, { entry }: Operation): boolean {
  const other = operations.find((one) => one.name === name)?.entry;
  return entry.kind === 'http' && other?.kind === 'http' && other.path === entry.path;
}
