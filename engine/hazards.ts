/**
 * Hazards without a win: a path below the attacker's folders that an operation looks at in one place of the target and
 * resolves again in another, though no race between the two was won. Effects convict, so this is said in the ledger
 * and is no finding: what stands behind the second place (O_NOFOLLOW, a folder held open) may keep it safe.
 */
import { relative } from 'node:path';
import type { Finding, LedgerNote } from '../model/finding.ts';
import type { Knowledge, LearntAccess } from '../model/operation.ts';
import type { Location } from '../model/records.ts';

/** What is told of one operation at most. */
const hazardsMax = 3;

/** `folder` is what places are shown relative to. Operations on which a race was won, or none was needed, are left out. */
export function hazardNotes(
  { accesses = {} }: Knowledge,
  findings: readonly Finding[],
  folder: string,
): LedgerNote[] {
  const told = new Set(
    findings
      .filter(({ power }) => power !== 'request')
      .map(({ operation, location }) => `${operation} ${location?.file}:${location?.line}`),
  );
  return Object.entries(accesses).flatMap(([operation, learnt]) => {
    const placeOf = ({ file, line }: Location): string => `${relative(folder, file)}:${line}`;
    const texts = hazardsIn(learnt).flatMap(({ looked, used, path, action }) => {
      if (told.has(`${operation} ${placeOf(used)}`)) return [];
      return [
        `${operation}: ${path} is looked at in ${placeOf(looked)} and resolved again in ${placeOf(used)} (${action})`,
      ];
    });
    return [...new Set(texts)].slice(0, hazardsMax).map((text): LedgerNote => ({ kind: 'hazard', text }));
  });
}

interface Hazard {
  readonly looked: Location;
  readonly used: Location;
  readonly path: string;
  readonly action: LearntAccess['action'];
}

/** Each look at a name that the attacker knows, with the next use of it from another place. */
function hazardsIn(learnt: readonly LearntAccess[]): Hazard[] {
  return learnt.flatMap((look, at): Hazard[] => {
    const { action, location: looked, stable, zone, path } = look;
    if (action !== 'look' || looked === undefined || !stable) return [];
    const next = learnt
      .slice(at + 1)
      .find((use) => use.action !== 'look' && use.zone === zone && isBelow(use.path, path));
    if (next?.location === undefined || isSame(next.location, looked)) return [];
    return [{ looked, used: next.location, path: `${zone}/${path}`, action: next.action }];
  });
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function isSame(one: Location, other: Location): boolean {
  return one.file === other.file && one.line === other.line;
}
