/** A race in words: `at access 2 of step 1 (look at notes/views.py:30), own/a becomes a link to {moat}`. */
import { isBetweenSteps, type Race, type Zone } from './attack.ts';
import type { LearntAccess } from './knowledge.ts';
import type { Text } from './text.ts';

/** What is replaced, by the access of the harmless runs at that point; null if rehearsal made none. */
export function racedPlace(
  race: Race,
  accesses: readonly LearntAccess[],
): { readonly zone: Zone; readonly path: string } | null {
  const access = isBetweenSteps(race) ? undefined : (race.flip ?? accesses[race.at]);
  if (access === undefined) return null;
  const components = access.path.split('/');
  const kept = components.slice(0, components.length - race.up);
  return kept.length === 0 ? null : { zone: access.zone, path: kept.join('/') };
}

/**
 * `show` prints the link's target, `name` is the replaced path and `access` the access right after, printable; null if unknown.
 */
export function raceText(
  race: Race,
  name: string | null,
  show: (text: Text) => string,
  access: string | null = null,
): string {
  const what = name ?? (race.up === 0 ? 'what it names' : `the folder ${race.up} above what it names`);
  if (isBetweenSteps(race))
    return `at turn ${race.at + 1} of step ${race.step + 1}${access === null ? '' : ` (${access})`}, step ${race.step + 2} is done as a whole`;
  if (race.flip !== undefined)
    return `all through step ${race.step + 1}, ${what} ${becomes(race, show)} and is itself again, over and over`;
  const back =
    race.back === null ? '' : `, and is back ${race.back} ${race.back === 1 ? 'access' : 'accesses'} later`;
  const before = access === null ? '' : ` (${access})`;
  return `at access ${race.at + 1} of step ${race.step + 1}${before}, ${what} ${becomes(race, show)}${back}`;
}

function becomes({ put }: Race, show: (text: Text) => string): string {
  switch (put.kind) {
    case 'symlink':
      return `becomes a link to ${show(put.to)}${put.holding === undefined ? '' : `, where there is ${show(put.holding)} too`}`;
    case 'file':
      return 'becomes an empty file';
    case 'directory':
      return 'becomes an empty folder';
    case 'nothing':
      return 'is removed';
    case 'step':
      return 'stays';
  }
}
