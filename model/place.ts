/**
 * The place in the target at which a violation is reported: the call path from the outermost place that belongs to this
 * operation alone, inwards.
 */
import type { Location } from './records.ts';

/** The places of the call path, the innermost last, none twice in a row: `[views.py:60, store.py:12]`. */
export function locationsOnWay(location: Location): readonly Location[] {
  const way = location.way ?? [];
  const last = way.at(-1);
  return last !== undefined && isSamePlace(last, location) ? way : [...way, location];
}

/** Distinguishes the flaws of an operation: the places that are its own, without those that it shares. */
export function ownPlacesOf(location: Location): readonly Location[] {
  return location.way ?? [location];
}

export function isSamePlace(
  one: Pick<Location, 'file' | 'line'>,
  other: Pick<Location, 'file' | 'line'>,
): boolean {
  return one.file === other.file && one.line === other.line;
}
