/**
 * Races in a world: what the intruder is told for a step, what of its doing is not the target's, and which lookups
 * below the zones an operation makes when nobody attacks. An intruder creates only what it can know the name of.
 */
import { readdirSync, readlinkSync } from 'node:fs';
import { isWithin, systemPath } from '../arena/filePath.ts';
import { removeEntry } from '../arena/tree.ts';
import type { Power, Race, Zone } from '../model/attack.ts';
import type { FileChange } from '../model/change.ts';
import type { LearntAccess } from '../model/operation.ts';
import type { ZoneAccess } from '../model/records.ts';
import type { Intruded, Intrusion } from '../model/target.ts';
import type { Text } from '../model/text.ts';

export type ZoneFolders = Readonly<Record<Zone, readonly string[]>>;

/** The zones in which an attacker with these powers intrudes. */
export function intrudedZones(zones: ZoneFolders, powers: readonly Power[]): ZoneFolders {
  return {
    own: powers.includes('own-folder') ? zones.own : [],
    temp: powers.includes('shared-temp') ? zones.temp : [],
  };
}

/** What the intruder is told; with no race it counts only. */
export function intrusionOf(
  race: Race | null,
  zones: ZoneFolders,
  planted: readonly string[],
  aside: string,
  resolve: (text: Text) => string,
): Intrusion {
  const folders = (['own', 'temp'] as const).flatMap((zone) =>
    zones[zone].map((folder) => ({ folder, sticky: zone === 'temp' })),
  );
  return { zones: folders, planted, aside, race: race === null ? null : filledIn(race, resolve) };
}

function filledIn(
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
  const to = intrusion?.race?.put.to;
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
  return first.slice(0, accessesMax).flatMap(({ action, path, exists }) => {
    const place = placeIn(path, zones);
    return place === null ? [] : [{ action, ...place, exists, stable: repeated.has(path) }];
  });
}

const accessesMax = 200;

function placeIn(path: string, zones: ZoneFolders): { readonly zone: Zone; readonly path: string } | null {
  for (const zone of ['own', 'temp'] as const)
    for (const folder of zones[zone])
      if (isWithin(path, folder)) return { zone, path: path.slice(folder.length + 1) };
  return null;
}

/** Removes what intruders moved out of the way and did not put back. */
export function clearAside(aside: string): void {
  for (const name of readdirSync(aside)) removeEntry(`${aside}/${name}`);
}
