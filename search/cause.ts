/**
 * Decides which violations are one finding: those with the same property, operation and place in the target, where the place is
 * the operation's own lines on the way to the access. Three lines of a helper that other operations call as well are one cause,
 * whatever input shows it: `no-write-outside`, `save`, `views.py:60`. An informative finding is reported once for each place,
 * for all operations together.
 */
import { createHash } from 'node:crypto';
import { relative } from 'node:path';
import type { Property, Violation } from '../model/finding.ts';
import type { Observation } from '../model/observation.ts';
import { isSamePlace, ownPlacesOf } from '../model/place.ts';
import type { Location } from '../model/records.ts';

export interface Judged {
  readonly cause: string;
  readonly property: Property;
  readonly violation: Violation;
}

/** Every violation of an observation with its cause, the first of each cause. Files are named from `folder`. */
export function judge(observation: Observation, properties: readonly Property[], folder: string): Judged[] {
  const first = new Map<string, Judged>();
  for (const property of properties) {
    for (const violation of property.judge(observation)) {
      const cause = causeOf(property, violation, folder);
      if (!first.has(cause)) first.set(cause, { cause, property, violation });
    }
  }
  return [...first.values()];
}

function causeOf({ id, severity }: Property, { operation, location }: Violation, folder: string): string {
  if (location === null) return `${id} | ${operation} | nowhere`;
  if (severity === 'info') return `${id} | ${relativePlace(location, folder)}`;
  const places = ownPlacesOf(location).map((place) => relativePlace(place, folder));
  return `${id} | ${operation} | ${places.join(' > ')}`;
}

/** A place that stays the same if the project is in another folder. */
function relativePlace({ file, line }: Location, folder: string): string {
  return `${relative(folder, file)}:${line}`;
}

/** How a place is named in ids; null where it has no name that outlives changes of the lines above it. */
export type PlaceName = (place: Pick<Location, 'file' | 'line'>) => string | null;

/**
 * What an id is made of: the line that did it, which does not depend on what other operations a config or a run has. It is named
 * by its function and its text where the source can be read, so that it is the same after lines above it moved.
 */
export function causeIdentity(
  { property, violation }: Judged,
  folder: string,
  placeName: PlaceName = () => null,
): string {
  const { operation, location } = violation;
  if (location === null) return `${property.id} | ${operation} | nowhere`;
  const place = namedPlace(location, folder, placeName);
  return property.severity === 'info'
    ? `${property.id} | ${place}`
    : `${property.id} | ${operation} | ${place}`;
}

function namedPlace(place: Location, folder: string, placeName: PlaceName): string {
  const name = placeName(place);
  return name === null ? relativePlace(place, folder) : `${portableFile(place.file, folder)} | ${name}`;
}

/** From `folder`, or from the folder of installed packages, which is another one on each machine. */
function portableFile(file: string, folder: string): string {
  const installed = /\/((?:site|dist)-packages\/.*)$/s.exec(file)?.[1];
  return installed ?? relative(folder, file);
}

/** Whether two violations are of one promise, at one line that did it. */
export function isSameEffect(one: Judged, other: Judged): boolean {
  const [here, there] = [one.violation, other.violation];
  if (one.property.id !== other.property.id || here.operation !== there.operation) return false;
  if (here.location === null || there.location === null) return here.location === there.location;
  return isSamePlace(here.location, there.location);
}

/** A short, stable name for a cause: the property and eight hexadecimal digits. */
export function findingId(property: string, cause: string): string {
  return `${property}-${createHash('sha256').update(cause).digest('hex').slice(0, 8)}`;
}
