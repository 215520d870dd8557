/**
 * Asks for what a victim's request has just left in a cache, by other arguments that make its key: the victim's `a` and `b-c`
 * leave `a-b-c`, the attacker asks with `a-b` and `c`. The victim's step is part of the attack, because entries expire.
 */
import type { Attack } from '../../model/attack.ts';
import { distinctByContent } from '../../model/distinctByContent.ts';
import type { KeyPattern } from '../../model/keyPattern.ts';
import type { Knowledge } from '../../model/knowledge.ts';
import { limits } from '../../model/limits.ts';
import type { Operation } from '../../model/operation.ts';
import { firstTried } from '../base/firstTried.ts';
import { borderShifts, isHashed } from './borderShifts.ts';
import {
  type ArgumentValues,
  argumentsIn,
  attackWith,
  beside,
  foldings,
  victimsValues,
  waysToKey,
} from './keyCollisions.ts';
import { stepOf } from './sequences.ts';
import { victimsArguments } from './victims.ts';

/** Attacks of two steps, where the operation names a cache in its harmless runs. */
export function cacheCollisions(knowledge: Knowledge, operation: Operation): readonly Attack[] {
  const { cachePatterns } = knowledge.stores;
  const mine = cachePatterns.filter((pattern) => pattern.operation === operation.name);
  if (mine.length === 0) return [];
  const attacks = knowledge.actors.victims.flatMap((victim) => {
    const task: CacheTask = { knowledge, operation, victim, mine };
    return [...cachePatterns.flatMap((made) => solvedFor(task, made)), ...blindly(task)];
  });
  const what = 'ways to what others’ requests left in caches are tried';
  return firstTried(knowledge, operation, distinctByContent(attacks), limits.collisionsMax, what);
}

interface CacheTask {
  readonly knowledge: Knowledge;
  readonly operation: Operation;
  readonly victim: string;
  /** Keys of caches that the operation names. */
  readonly mine: readonly KeyPattern[];
}

/** By all arguments that make the key of an entry. */
function solvedFor(task: CacheTask, made: KeyPattern): readonly Attack[] {
  const { knowledge, operation, victim, mine } = task;
  const maker = knowledge.operations.find(({ name }) => name === made.operation);
  const ways = mine.flatMap((pattern) => waysToKey(knowledge, operation, victim, pattern, made));
  return maker === undefined ? [] : ways.flatMap((way) => behind(task, maker, argumentsIn([made]), way));
}

/** By other letters, and by other borders where the key is hashed. */
function blindly(task: CacheTask): readonly Attack[] {
  const { knowledge, operation, victim, mine } = task;
  const own = victimsValues(knowledge, victim, operation);
  const ways = [...foldings(mine, own), ...(mine.some(isHashed) ? borderShifts(own) : [])];
  return ways.flatMap((way) => behind(task, operation, [...argumentsIn(mine), ...Object.keys(way)], way));
}

/**
 * The victim's step, then the attacker's. The victim sends what it sent in rehearsal, from which the attacker's values are solved,
 * and of that only what is part of keys: what a case sends as a whole discloses nothing.
 */
function behind(
  { knowledge, operation, victim, mine }: CacheTask,
  maker: Operation,
  names: readonly string[],
  way: ArgumentValues,
): readonly Attack[] {
  const all = Object.entries(victimsArguments(knowledge, victim, maker));
  const sent = Object.fromEntries(all.filter(([name]) => names.includes(name)));
  return beside(victimsValues(knowledge, victim, operation), mine, [way]).map((values) => {
    const attack = attackWith(knowledge, victim, operation, values);
    return { ...attack, steps: [stepOf(maker, victim, sent), ...attack.steps] };
  });
}
