/**
 * Causes: property + operation + place in the target. One finding a cause, whatever input shows it. What only informs is
 * told once for each place, whichever operations come by there.
 */
import { createHash } from 'node:crypto';
import { relative } from 'node:path';
import type { Property, Violation } from '../model/finding.ts';
import type { Observation } from '../model/observation.ts';
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
  const place = placeOf(location, folder);
  return severity === 'info' && location !== null ? `${id} | ${place}` : `${id} | ${operation} | ${place}`;
}

/** A place that stays the same when the project lies elsewhere. */
function placeOf(location: Location | null, folder: string): string {
  return location === null ? 'nowhere' : `${relative(folder, location.file)}:${location.line}`;
}

/** A short, stable name for a cause: the property and eight hexadecimal digits. */
export function findingId(property: string, cause: string): string {
  return `${property}-${createHash('sha256').update(cause).digest('hex').slice(0, 8)}`;
}
