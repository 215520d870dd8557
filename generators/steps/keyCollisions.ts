/**
 * Solves for key collisions: from the learnt patterns of keys, the arguments with which an operation makes the key of a
 * victim's item other than the victim did: `{a}#{b}` with `x` and `y#z` gives the key of `x#y` and `z`. Other ways are a prefix
 * of the key and a value that folds to the same. In a hashed key the border between two parts is moved at a venture; cut parts
 * are not solved.
 */
import type { Attack, Step } from '../../model/attack.ts';
import { distinctByContent } from '../../model/distinctByContent.ts';
import type { KeyForm, KeyPart, KeyPattern } from '../../model/keyPattern.ts';
import type { Knowledge } from '../../model/knowledge.ts';
import { limits } from '../../model/limits.ts';
import { identityOperation, type Operation } from '../../model/operation.ts';
import { aimAt, attackable } from '../base/aim.ts';
import { firstTried } from '../base/firstTried.ts';
import { staysInArena } from '../base/harmlessText.ts';
import { knownValue } from '../base/sent.ts';
import { plainArgument } from './arguments.ts';
import { borderShifts, isHashed } from './borderShifts.ts';
import { inForm, preimages } from './keyForms.ts';
import { referring } from './referring.ts';
import { stepOf } from './sequences.ts';

export type ArgumentValues = Readonly<Record<string, string>>;

/** Attacks of one step whose arguments make a victim's key, other than the owner's own arguments do. */
export function keyCollisions(knowledge: Knowledge, operation: Operation): readonly Attack[] {
  const patterns = [...knowledge.stores.keyPatterns, ...knowledge.stores.objectPatterns];
  const mine = patterns.filter((pattern) => pattern.operation === operation.name);
  const attacks = knowledge.actors.victims.flatMap((victim) => {
    const own = victimsValues(knowledge, victim, operation);
    const solved = mine.flatMap((pattern) =>
      patterns.flatMap((made) => waysToKey(knowledge, operation, victim, pattern, made)),
    );
    const ways = [...solved, ...foldings(mine, own), ...(mine.some(isHashed) ? borderShifts(own) : [])];
    return beside(own, mine, ways).map((values) => attackWith(knowledge, victim, operation, values));
  });
  const what = 'ways to others’ keys are tried';
  return firstTried(knowledge, operation, distinctByContent(attacks), limits.collisionsMax, what);
}

/**
 * The ways with the other values that the owner sends. Overwriting with the victim's own content changes nothing, so at first
 * only values in keys are the victim's.
 */
export function beside(
  own: ArgumentValues,
  patterns: readonly KeyPattern[],
  ways: readonly ArgumentValues[],
): readonly ArgumentValues[] {
  const inKeys = partlyOf(own, argumentsIn(patterns));
  return ways
    .flatMap((values) => [
      { ...inKeys, ...values },
      { ...own, ...values },
    ])
    .filter((values) => Object.keys(values).some((name) => values[name] !== own[name]));
}

/** Arguments with which `pattern` makes the key that `made` gives a victim. */
export function waysToKey(
  knowledge: Knowledge,
  operation: Operation,
  victim: string,
  pattern: KeyPattern,
  made: KeyPattern,
): readonly ArgumentValues[] {
  const foreign = foreignKeyMadeBy(knowledge, victim, pattern, made);
  return foreign === null ? [] : solutions(knowledge, operation, pattern, foreign);
}

export function argumentsIn(patterns: readonly KeyPattern[]): readonly string[] {
  const names = patterns.flatMap(({ parts }) =>
    parts.flatMap((part) => (typeof part === 'object' && 'argument' in part ? [part.argument] : [])),
  );
  return [...new Set(names)];
}

function partlyOf(values: ArgumentValues, names: readonly string[]): ArgumentValues {
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
}

interface ForeignKey {
  readonly text: string;
  /** Where its parts end. */
  readonly ends: readonly number[];
}

/** The key that `made` gives a victim's item, where `pattern` asks for keys of the same attribute. */
function foreignKeyMadeBy(
  knowledge: Knowledge,
  victim: string,
  pattern: KeyPattern,
  made: KeyPattern,
): ForeignKey | null {
  const { table, index, attribute } = pattern;
  const isSame = made.table === table && made.index === index && made.attribute === attribute;
  if (!isSame || made.asked !== 'exact') return null;
  let text = '';
  const ends: number[] = [];
  for (const part of made.parts) {
    const piece = pieceOf(
      part,
      (name) => knownValue(knowledge, victim, made.operation, `arguments.${name}`),
      (name) => actorIdentity(knowledge, victim, name),
    );
    // What asks for beginnings needs no end.
    if (piece === null) return pattern.asked === 'exact' || ends.length < 2 ? null : { text, ends };
    text += piece;
    ends.push(text.length);
  }
  return { text, ends };
}

/** The word that identifies an actor: its name in the config, or a word of its headers or login. */
function actorIdentity(knowledge: Knowledge, actor: string, name: string): string | undefined {
  return name === 'actor' ? actor : knownValue(knowledge, actor, identityOperation, name);
}

function pieceOf(
  part: KeyPart,
  sentAs: (name: string) => string | undefined,
  toldBy: (name: string) => string | undefined,
): string | null {
  if (typeof part === 'string') return part;
  if ('actor' in part) return toldBy(part.actor) ?? null;
  if ('other' in part) return null;
  const value = sentAs(part.argument);
  return value === undefined ? null : inForm(value, part.form);
}

/** Arguments with which a pattern makes the key, or the beginning of it if keys are requested by a prefix. */
function solutions(
  knowledge: Knowledge,
  operation: Operation,
  pattern: KeyPattern,
  key: ForeignKey,
): readonly ArgumentValues[] {
  const parts = pattern.parts.map((part) => settledPart(knowledge, operation, part));
  const known = parts.filter((part) => part !== null);
  if (known.length < parts.length) return [];
  return goals(key, pattern).flatMap((goal) =>
    solve(known, goal, key.ends, {}).slice(0, limits.keySolutionsMax),
  );
}

export type Unknown = string | { readonly argument: string; readonly form: KeyForm };

/** A part as the attacker meets it: what it cannot choose is a constant; null for what nobody knows. */
function settledPart(knowledge: Knowledge, operation: Operation, part: KeyPart): Unknown | null {
  const {
    actors: { attacker },
    known,
  } = knowledge;
  if (typeof part === 'string') return part;
  const chosen = attackable(operation).some(({ name }) => 'argument' in part && name === part.argument);
  if ('argument' in part && chosen) return part;
  const sentAs = (name: string): string | undefined =>
    known.find(
      (one) => one.actor === attacker && one.operation === operation.name && one.name === `arguments.${name}`,
    )?.value;
  return pieceOf(part, sentAs, (name) => actorIdentity(knowledge, attacker, name));
}

/** The whole key; for a search by beginning the beginnings of it, at its parts and a character before. */
function goals({ text, ends }: ForeignKey, { asked }: KeyPattern): readonly string[] {
  if (asked === 'exact') return [text];
  const cuts = ends.flatMap((end) => [end - 1, end]).filter((at) => at >= 0);
  return [...new Set([0, ...cuts])].sort((one, other) => other - one).map((at) => text.slice(0, at));
}

/** Every way, within bounds, to take `rest` apart by the parts. */
export function solve(
  parts: readonly Unknown[],
  rest: string,
  ends: readonly number[],
  values: ArgumentValues,
): ArgumentValues[] {
  const [part, ...others] = parts;
  if (part === undefined) return rest === '' ? [values] : [];
  const bound = typeof part === 'string' ? part : boundPiece(part, values);
  if (bound !== null) {
    if (!rest.startsWith(bound)) return [];
    return solve(others, rest.slice(bound.length), shifted(ends, bound.length), values);
  }
  if (typeof part === 'string') return [];
  return lengthsOf(others, rest, ends).flatMap((length) =>
    preimages(rest.slice(0, length), part.form).flatMap((value) =>
      solve(others, rest.slice(length), shifted(ends, length), { ...values, [part.argument]: value }),
    ),
  );
}

function boundPiece({ argument, form }: Exclude<Unknown, string>, values: ArgumentValues): string | null {
  const value = values[argument];
  return value === undefined ? null : inForm(value, form);
}

/** How long a part may be: to each place of the constant behind it; beside another part around the owner's own split. */
function lengthsOf(behind: readonly Unknown[], rest: string, ends: readonly number[]): readonly number[] {
  const [next] = behind;
  if (next === undefined) return [rest.length];
  if (typeof next === 'string') return positionsOf(next, rest);
  const around = ends.flatMap((end) => [end + 1, end - 1]);
  const wanted = [...around, 1, rest.length - 1, rest.length, 0];
  return [...new Set(wanted)].filter((length) => length >= 0 && length <= rest.length);
}

function positionsOf(sign: string, text: string): readonly number[] {
  const places: number[] = [];
  for (
    let at = text.indexOf(sign);
    at >= 0 && places.length < limits.keySolutionsMax;
    at = text.indexOf(sign, at + 1)
  )
    places.push(at);
  return places;
}

function shifted(ends: readonly number[], by: number): readonly number[] {
  return ends.map((end) => end - by).filter((end) => end >= 0);
}

/** The owner's own arguments, with one of those that make the key in other letters. */
export function foldings(patterns: readonly KeyPattern[], own: ArgumentValues): readonly ArgumentValues[] {
  return argumentsIn(patterns).flatMap((name) => {
    const value = own[name];
    const folded = value?.toUpperCase();
    return folded === undefined || folded === value ? [] : [{ [name]: folded }];
  });
}

/** What a victim's own harmless step sends for what an attacker may choose. */
export function victimsValues(knowledge: Knowledge, victim: string, operation: Operation): ArgumentValues {
  return Object.fromEntries(
    attackable(operation).flatMap(({ name }): [string, string][] => {
      const value = knownValue(knowledge, victim, operation.name, `arguments.${name}`);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

export function attackWith(
  knowledge: Knowledge,
  victim: string,
  operation: Operation,
  values: ArgumentValues,
): Attack {
  const args = attackable(operation).flatMap((parameter): [string, Step['arguments'][string]][] => {
    const value = values[parameter.name];
    if (value === undefined) return [];
    const text = referring(value, knowledge, victim);
    return staysInArena(text)
      ? [[parameter.name, plainArgument(aimAt(knowledge, operation, parameter), text)]]
      : [];
  });
  return {
    layout: [],
    steps: [stepOf(operation, knowledge.actors.attacker, Object.fromEntries(args))],
    race: null,
  };
}
