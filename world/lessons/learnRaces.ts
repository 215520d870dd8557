/**
 * Learns what races can aim at: the lookups below the attacker's folders that each operation makes when nobody attacks. `save`
 * that calls `lstat` and then `open` on `own/a.txt` can be raced between the two. An operation that works there without such
 * calls of Python's gets a note in the ledger.
 */

import type { Attack, Race } from '../../model/attack.ts';
import { messageOf, RehearsalError } from '../../model/errors.ts';
import type { LedgerNote } from '../../model/finding.ts';
import { isWithin } from '../../model/isWithin.ts';
import type { LearntAccess, UnhookedPlace } from '../../model/knowledge.ts';
import { limits } from '../../model/limits.ts';
import type { ZoneAccess } from '../../model/records.ts';
import type { CaseParts } from '../case/caseParts.ts';
import { intrudedIn, zonesOfRace } from '../case/observation.ts';
import { harmlessAttack, nothingBefore, performCase } from '../case/performCase.ts';
import { learntAccesses, unhookedPlaces } from '../stage/intrusion.ts';
import type { Seen } from '../step/step.ts';

export interface LearntRaces {
  /** By operation; empty where no race may be tried. */
  readonly accesses: Readonly<Record<string, readonly LearntAccess[]>>;
  /** By operation, where links can be flipped only. */
  readonly unhooked: Readonly<Record<string, readonly UnhookedPlace[]>>;
  readonly notes: readonly LedgerNote[];
}

export const noRaces: LearntRaces = { accesses: {}, unhooked: {}, notes: [] };

/** The attacker's first harmless run of each operation on sealed parts, its lookups counted, by the operation's name. */
export type CountedRuns = ReadonlyMap<string, readonly Seen[]>;

/** Rejects with `EnvironmentError` where one does not come back. */
export async function countedRuns(parts: CaseParts): Promise<CountedRuns> {
  const runs = new Map<string, readonly Seen[]>();
  for (const { name } of parts.config.operations) runs.set(name, await harmlessRun(parts, name));
  return runs;
}

/** Rejects with `EnvironmentError` where another run of an operation does not come back. */
export async function learnRaces(parts: CaseParts, runs: CountedRuns): Promise<LearntRaces> {
  const accesses: Record<string, readonly LearntAccess[]> = {};
  const unhooked: Record<string, readonly UnhookedPlace[]> = {};
  const notes: LedgerNote[] = [];
  const { own, temp } = zonesOfRace(parts);
  if (!parts.config.attacker.powers.includes('race') || own.length + temp.length === 0) return noRaces;
  for (const { name } of parts.config.operations) {
    const first = runs.get(name) ?? [];
    const unseen = first.flatMap((seen) => unhookedPlaces(seen, seen, own));
    const mayRace = lookupsOf(first).length > 0 || unseen.length > 0;
    const again = mayRace ? await harmlessRun(parts, name) : first;
    const counted = parts.stage.cuts.first(
      lookupsOf(first),
      limits.learntAccessesMax,
      'lookups are raced against',
      name,
    );
    accesses[name] = learntAccesses(counted, lookupsOf(again), { own, temp });
    const places = first.flatMap((seen, at) => unhookedPlaces(seen, again[at] ?? seen, own));
    if (places.length > 0) unhooked[name] = places;
    else if (lookupsOf(first).length === 0 && worksIn([...own, ...temp], first)) notes.push(unseenNote(name));
  }
  return { accesses, unhooked, notes };
}

const countOnly: Race = { step: 0, at: 0, up: 0, put: { kind: 'nothing' }, back: null };

async function harmlessRun(parts: CaseParts, operation: string): Promise<readonly Seen[]> {
  const attack: Attack = { ...harmlessAttack(parts, operation), race: countOnly };
  try {
    return await performCase(parts, attack, nothingBefore, null);
  } catch (thrown) {
    throw new RehearsalError(
      operation,
      `a harmless run of ${operation} did not come back: ${messageOf(thrown)}`,
      {
        cause: thrown,
      },
    );
  }
}

function lookupsOf(seen: readonly Seen[]): readonly ZoneAccess[] {
  return intrudedIn(seen)?.accesses ?? [];
}

function worksIn(folders: readonly string[], seen: readonly Seen[]): boolean {
  const changes = seen.flatMap((one) => one.changes);
  return changes.some(({ path }) => folders.some((folder) => isWithin(path, folder)));
}

function unseenNote(operation: string): LedgerNote {
  return {
    kind: 'unavailable',
    text: `no race is tried on ${operation}: it changes the attacker's folder by other means than Python's own calls`,
  };
}
