/**
 * Learns what races can aim at: the lookups below the attacker's folders that each operation makes when nobody attacks. `save`
 * that calls `lstat` and then `open` on `own/a.txt` can be raced between the two. An operation that works there without such
 * calls of Python's gets a note in the ledger.
 */

import type { LedgerNote } from '../../model/finding.ts';
import { isWithin } from '../../model/isWithin.ts';
import type { LearntAccess, UnhookedPlace } from '../../model/knowledge.ts';
import { limits } from '../../model/limits.ts';
import type { ZoneAccess } from '../../model/records.ts';
import type { CaseParts } from '../case/caseParts.ts';
import { zonesOfRace } from '../case/observation.ts';
import { learntAccesses, unhookedPlaces } from '../stage/intrusion.ts';
import type { Seen } from '../step/step.ts';
import type { CountedRuns } from './countedRuns.ts';

export interface LearntRaces {
  /** By operation; empty where no race may be tried. */
  readonly accesses: Readonly<Record<string, readonly LearntAccess[]>>;
  /** By operation, where links can be flipped only. */
  readonly unhooked: Readonly<Record<string, readonly UnhookedPlace[]>>;
  readonly notes: readonly LedgerNote[];
}

export const noRaces: LearntRaces = { accesses: {}, unhooked: {}, notes: [] };

/** Rejects with `EnvironmentError` where a run of an operation does not come back. */
export async function learnRaces(parts: CaseParts, runs: CountedRuns): Promise<LearntRaces> {
  const accesses: Record<string, readonly LearntAccess[]> = {};
  const unhooked: Record<string, readonly UnhookedPlace[]> = {};
  const notes: LedgerNote[] = [];
  const { own, temp } = zonesOfRace(parts);
  if (!parts.config.attacker.powers.includes('race') || own.length + temp.length === 0) return noRaces;
  for (const operation of parts.config.operations) {
    const { name } = operation;
    const first = await runs.of(operation, parts.attacker);
    const mayRace = lookupsOf(first).length > 0 || unhookedPlaces(first, first, own).length > 0;
    const again = mayRace ? await runs.again(operation, parts.attacker) : first;
    const counted = parts.stage.cuts.first(
      lookupsOf(first),
      limits.learntAccessesMax,
      'lookups are raced against',
      name,
    );
    accesses[name] = learntAccesses(counted, lookupsOf(again), { own, temp });
    const places = unhookedPlaces(first, again, own);
    if (places.length > 0) unhooked[name] = places;
    else if (lookupsOf(first).length === 0 && worksIn([...own, ...temp], first)) notes.push(unseenNote(name));
  }
  return { accesses, unhooked, notes };
}

function lookupsOf({ intruded }: Seen): readonly ZoneAccess[] {
  return intruded?.accesses ?? [];
}

function worksIn(folders: readonly string[], { changes }: Seen): boolean {
  return changes.some(({ path }) => folders.some((folder) => isWithin(path, folder)));
}

function unseenNote(operation: string): LedgerNote {
  return {
    kind: 'unavailable',
    text: `no race is tried on ${operation}: it changes the attacker's folder by other means than Python's own calls`,
  };
}
