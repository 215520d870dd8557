/**
 * Whether two states of an item are the same but for times, and for what differs from run to run anyway: `{"n": 2, "at":
 * "2026-…"}` in two runs.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../model/attack.ts';
import { memberOf } from '../../model/json.ts';
import type { Access } from '../../model/observation.ts';
import type { ItemImage } from '../../model/records.ts';
import { textsOfValue } from '../../model/valueTexts.ts';
import { isTime } from './itemTimes.ts';

type Image = Access['after'];

/** Two states of one item after two runs of the same; `numbers`: only numbers count. */
export interface Noise {
  readonly one: Image;
  readonly other: Image;
  readonly numbers: boolean;
}

export function sameImages(one: Image, other: Image, noise: Noise | null): boolean {
  if (!one || !other) return (one ?? null) === (other ?? null) && one !== undefined;
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => isNoise(name, noise) || isSameValue(one[name], other[name]));
}

/** Whether all numbers are the same but for times. */
export function sameNumbers(one: Image, other: Image): boolean {
  const numbers = (image: Image): ItemImage =>
    Object.fromEntries(Object.entries(image ?? {}).filter(([, value]) => memberOf(value, 'N') !== undefined));
  return sameImages(numbers(one), numbers(other), null);
}

function isNoise(name: string, noise: Noise | null): boolean {
  if (noise === null) return false;
  const [first, again] = [noise.one?.[name], noise.other?.[name]];
  return !isSameValue(first, again) || (noise.numbers && memberOf(first ?? null, 'N') === undefined);
}

function isSameValue(one: Json | undefined, other: Json | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return isDeepStrictEqual(one, other) || (isTimes(one) && isTimes(other));
}

function isTimes(value: Json): boolean {
  const texts = textsOfValue(value);
  return texts.length > 0 && texts.every(isTime);
}
