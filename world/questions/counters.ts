/**
 * Recognises counters: items that were made by an addition, hold only keys, numbers and times, and are added to. `ADD hits
 * :one` on the key `hits#2026-11-30` reveals nothing and destroys nothing, whoever's request was the first of that day. An item
 * is somebody's, and no counter, if its key names that actor, holds an unguessable word or something that was given to the
 * attacker, or if the amount added was sent: a balance is no counter.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../model/attack.ts';
import { memberOf } from '../../model/json.ts';
import type { Access, Observation } from '../../model/observation.ts';
import type { ItemImage } from '../../model/records.ts';
import { textsOfValue } from '../../model/valueTexts.ts';
import { findCanaries } from '../../observers/canaries.ts';
import type { CaseParts } from '../case/caseParts.ts';
import { resourceKey } from './changes.ts';
import { isTime } from './itemTimes.ts';

/** Whether a change adds to a counter that belongs to nobody. */
export function isCounted(parts: CaseParts, observation: Observation, access: Access): boolean {
  const { resource, action, owner, before = null, after = null, adds = [] } = access;
  if (resource.store !== 'item' || owner.kind !== 'actor' || action !== 'write') return false;
  if (adds.length === 0 || before === null || after === null) return false;
  const { key } = resource;
  const isNumeric = (image: ItemImage): boolean =>
    Object.entries(image).every(([name, value]) => Object.hasOwn(key, name) || isNumberOrTime(value));
  const changed = Object.keys({ ...before, ...after }).filter(
    (name) => !isDeepStrictEqual(before[name], after[name]),
  );
  const isAdded = (name: string): boolean => adds.includes(name) || isTimeOnly(after[name]);
  return (
    isNumeric(before) &&
    isNumeric(after) &&
    changed.every(isAdded) &&
    cameByAddition(parts, observation, access) &&
    isNobodys(parts, key, owner.name)
  );
}

/** Whether what made the item was an addition as well. */
function cameByAddition(
  { stage: { registers } }: CaseParts,
  { accesses }: Observation,
  { resource, step }: Access,
): boolean {
  const identity = resourceKey(resource);
  const made = accesses.findLast(
    (one) => one.action === 'create' && one.step < step && resourceKey(one.resource) === identity,
  );
  if (made !== undefined) return (made.adds ?? []).length > 0;
  return resource.store === 'item' && registers.cameByAddition(resource);
}

function isNumberOrTime(value: Json): boolean {
  return memberOf(value, 'N') !== undefined || isTimeOnly(value);
}

function isTimeOnly(value: Json | undefined): boolean {
  return value !== undefined && textsOfValue(value).length === 1 && textsOfValue(value).every(isTime);
}

/** Whether nothing in a key names the actor. */
function isNobodys(
  { stage: { registers }, rehearsed, attacker }: CaseParts,
  key: ItemImage,
  owner: string,
): boolean {
  const texts = Object.values(key).flatMap(textsOfValue);
  const valuesOf = (actor: string, kind: string): ReadonlySet<string> =>
    new Set(
      rehearsed.known
        .filter((one) => one.actor === actor && one.name.startsWith(kind))
        .map(({ value }) => value),
    );
  const [given, sent, ofAttacker] = [
    valuesOf(owner, 'response'),
    valuesOf(owner, 'arguments'),
    valuesOf(attacker, 'response'),
  ];
  const isGiven = (part: string): boolean => given.has(part) && !sent.has(part) && !ofAttacker.has(part);
  return texts.every((text) => {
    const parts = [text, ...(text.match(/[A-Za-z0-9_-]+/g) ?? [])];
    return (
      findCanaries(text, registers.canaries).length === 0 &&
      !parts.some((part) => registers.isNamed(part, owner) || isGiven(part)) &&
      !(text.match(/[A-Za-z0-9_.:-]+/g) ?? []).some(isTokenInKey)
    );
  });
}

/** A date, to the month, day, hour, minute or second. */
const datePattern = /^\d{4}-?\d\d(?:-?\d\d(?:[T_-]?\d\d(?::?\d\d){0,2}(?:\.\d+)?Z?)?)?$/;
const digitsMin = 8;
/** Milliseconds for a count since 1970 in minutes, seconds or milliseconds. */
const unitsMs = [60_000, 1_000, 1];
const nearMs = 63_115_200_000;

/** Whether a word in a key is a token, or a number that is long for no reason of the calendar's. */
export function isTokenInKey(word: string): boolean {
  return (
    !isOfCalendar(word) && word.split(/[-_.:]/).some((part) => isLongNumber(part) && !isOfCalendar(part))
  );
}

function isLongNumber(part: string): boolean {
  return part.length >= digitsMin && /\d/.test(part);
}

/** A date, or a count since 1970 that falls into the last or the next two years. */
function isOfCalendar(word: string): boolean {
  const isNear = (unit: number): boolean => Math.abs(Number(word) * unit - Date.now()) < nearMs;
  return datePattern.test(word) || (/^\d+$/.test(word) && unitsMs.some(isNear));
}
