/**
 * Prepares a race for one step and reads its result: the instructions to the intruder, the changes that are the intruder's and
 * not the target's, and the lookups below the zones that an operation makes when nobody attacks. `put a symlink at the 2nd
 * lookup` becomes absolute paths in the attacker's folder. An intruder creates only names that it can know.
 */
import { lstatSync, readlinkSync } from 'node:fs';
import { systemPath } from '../../arena/filePath.ts';
import { isRealFolder } from '../../arena/realGround.ts';
import { removeEntry } from '../../arena/removeEntry.ts';
import { namesInFolder } from '../../arena/walkTree.ts';
import type { Power, Race, Zone } from '../../model/attack.ts';
import type { FileChange } from '../../model/change.ts';
import { isWithin } from '../../model/isWithin.ts';
import type { LearntAccess, UnhookedPlace } from '../../model/knowledge.ts';
import { limits } from '../../model/limits.ts';
import type { RacedAt } from '../../model/observation.ts';
import { racedPlace } from '../../model/raceText.ts';
import type { HookRecord, TripwireRecord, ZoneAccess } from '../../model/records.ts';
import type { Intruded, Intrusion } from '../../model/target.ts';
import type { Text } from '../../model/text.ts';

export type ZoneFolders = Readonly<Record<Zone, readonly string[]>>;

/** The zones in which an attacker with these powers intrudes. */
export function intrudedZones(zones: ZoneFolders, powers: readonly Power[]): ZoneFolders {
  return {
    own: powers.includes('own-folder') ? zones.own : [],
    temp: powers.includes('shared-temp') ? zones.temp : [],
  };
}

/** The instructions to the intruder; without a race it only counts. */
export function intrusionOf(
  race: Race | null,
  zones: ZoneFolders,
  planted: readonly string[],
  aside: string,
  resolve: (text: Text) => string,
): Intrusion {
  const counted = race === null || race.flip !== undefined ? null : resolvedRace(race, resolve);
  const flip = race === null ? undefined : flipOf(race, zones, resolve);
  const lookout = lookoutIn(zones, aside);
  return { ...lookout, planted, race: counted, ...(flip === undefined ? {} : { flip }) };
}

/** An intruder that only counts lookups in the zones. */
export function lookoutIn(zones: ZoneFolders, aside: string): Intrusion {
  const folders = (['own', 'temp'] as const).flatMap((zone) =>
    zones[zone].map((folder) => ({ folder, sticky: zone === 'temp' })),
  );
  return { zones: folders, planted: [], aside, race: null };
}

/** The place below the folder of its zone where it is, or else below the first. */
function flipOf(
  race: Race,
  zones: ZoneFolders,
  resolve: (text: Text) => string,
): NonNullable<Intrusion['flip']> | undefined {
  const place = race.flip === undefined ? null : racedPlace(race, []);
  if (place === null || race.put.kind !== 'symlink') return undefined;
  const paths = zones[place.zone].map((folder) => `${folder}/${place.path}`);
  const path = paths.find((one) => lstatSync(systemPath(one), { throwIfNoEntry: false })) ?? paths[0];
  return path === undefined ? undefined : { path, to: resolve(race.put.to), milliseconds: limits.flipMsMax };
}

function resolvedRace(
  { at, up, put, back }: Race,
  resolve: (text: Text) => string,
): NonNullable<Intrusion['race']> {
  return { at, up, back, put: put.kind === 'symlink' ? { kind: 'symlink', to: resolve(put.to) } : put };
}

/** The changes without the intruder's own link, where the target has moved it to another place of the attacker's. */
export function withoutOwnLink(
  changes: readonly FileChange[],
  intrusion: Intrusion | undefined,
): readonly FileChange[] {
  const to = intrusion?.flip?.to ?? intrusion?.race?.put.to;
  if (intrusion === undefined || to === undefined) return changes;
  const isOwn = ({ path, leadsTo }: FileChange): boolean =>
    leadsTo !== null &&
    intrusion.zones.some(({ folder }) => isWithin(path, folder)) &&
    linkTarget(path) === to;
  return changes.map((change) => (isOwn(change) ? { ...change, leadsTo: null } : change));
}

function linkTarget(path: string): string | null {
  try {
    return readlinkSync(systemPath(path), 'utf8');
  } catch {
    return null;
  }
}

/** Whether a race made something under a name that nothing had before, so that the attacker had to know the name. */
export function neededTheName(intruded: Intruded | null): string | null {
  return intruded === null || intruded.existed ? null : intruded.replaced;
}

/** Whether lookups of another run of the same attack name a path, or something below it. */
export function isForeseeable(path: string, accesses: readonly ZoneAccess[]): boolean {
  return accesses.some((access) => isWithin(access.path, path));
}

/** The lookups of one harmless run, and which of them another run repeats. */
export function learntAccesses(
  first: readonly ZoneAccess[],
  again: readonly ZoneAccess[],
  zones: ZoneFolders,
): LearntAccess[] {
  const repeated = new Set(again.map(({ path }) => path));
  return first.flatMap(({ action, path, exists, held, location }) => {
    const place = placeInZone(path, zones);
    if (place === null) return [];
    const known = { action, ...place, exists, stable: repeated.has(path) };
    const learnt: LearntAccess = held === true ? { ...known, held } : known;
    return [location === null ? learnt : { ...learnt, location }];
  });
}

/** Places of the attacker's own that the kernel saw used and the hook did not, in one harmless run and in another. */
export function unhookedPlaces(
  first: Looked,
  again: Looked,
  own: readonly string[],
): readonly UnhookedPlace[] {
  const repeated = new Set(unhooked(again).map(({ path }) => path));
  return unhooked(first).flatMap(({ path, directory, kinds }) => {
    const place = repeated.has(path) ? placeInZone(path, { own, temp: [] }) : null;
    return place === null || place.path === ''
      ? []
      : [{ ...place, directory, made: kinds.includes('create') }];
  });
}

interface Looked {
  readonly hooks: readonly HookRecord[];
  readonly tripwires: readonly TripwireRecord[];
}

function unhooked({ hooks, tripwires }: Looked): readonly TripwireRecord[] {
  const hooked = new Set(hooks.map(({ path }) => path));
  // A database has its journals beside it, and makes them by means that follow no link.
  const databases = hooks.filter(({ event }) => event === 'sqlite3.connect').map(({ path }) => `${path}-`);
  const isHooked = (path: string): boolean =>
    hooked.has(path) || databases.some((database) => path.startsWith(database));
  // A folder may be opened by Python, to work below it, without a word; not so if its names are read.
  return tripwires.filter(
    ({ path, directory, kinds }) => !isHooked(path) && (!directory || kinds.includes('access')),
  );
}

function placeInZone(
  path: string,
  zones: ZoneFolders,
): { readonly zone: Zone; readonly path: string } | null {
  for (const zone of ['own', 'temp'] as const)
    for (const folder of zones[zone])
      if (isWithin(path, folder)) return { zone, path: path.slice(folder.length + 1) };
  return null;
}

/** Where the race of a case took place, by what its intruder saw and did; null if it did not. */
export function racedAt(race: Race | null, intruded: Intruded | null, zones: ZoneFolders): RacedAt | null {
  if (race === null || intruded === null || intruded.replaced === null) return null;
  const place = placeInZone(intruded.replaced, zones);
  return place && { ...place, access: (race.flip === undefined && intruded.accesses[race.at]) || null };
}

/** Removes what intruders moved aside and did not restore. */
export function clearAside(aside: string): void {
  // If the target has removed it, or replaced it by a link, it contains nothing of ours.
  if (isRealFolder(aside)) for (const name of namesInFolder(aside)) removeEntry(`${aside}/${name}`);
}
