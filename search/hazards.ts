/**
 * Reports hazards: a path below the attacker's folders that an operation checks at one line of the target and resolves again at
 * another, though no race between the two was won: `own/a.txt` is looked at in `views.py:10` and opened in `views.py:12`. Only
 * effects make a finding, so a hazard is a note in the ledger, once for each line that resolves again. A name in a folder that
 * is held open, with no link followed, is no hazard.
 */
import { relative } from 'node:path';
import type { Finding, LedgerNote } from '../model/finding.ts';
import { isWithin } from '../model/isWithin.ts';
import type { Knowledge, LearntAccess } from '../model/knowledge.ts';
import { limits } from '../model/limits.ts';
import type { Location } from '../model/records.ts';

/** Places are shown relative to `folder`. Lines at which a race was won, or none was needed, are left out. */
export function hazardNotes(
  { races: { accesses } }: Knowledge,
  findings: readonly Finding[],
  folder: string,
): LedgerNote[] {
  const placeOf = ({ file, line }: Location): string => `${relative(folder, file)}:${line}`;
  const won = new Set(
    findings
      .filter(({ power }) => power !== 'request')
      .flatMap(({ operation, location, via = [] }) =>
        [location, ...via].map((place) => `${operation} ${place?.file}:${place?.line}`),
      ),
  );
  const byLine = new Map<string, { hazard: Hazard; operations: Set<string> }>();
  for (const [operation, learnt] of Object.entries(accesses))
    for (const hazard of hazardsIn(learnt)) {
      const line = placeOf(hazard.used);
      if (won.has(`${operation} ${line}`)) continue;
      const known = byLine.get(line) ?? { hazard, operations: new Set() };
      byLine.set(line, known);
      known.operations.add(operation);
    }
  const texts = [...byLine].map(([line, { hazard, operations }]) => {
    const { path, looked, action } = hazard;
    return `${inShort([...operations])}: ${path} is looked at in ${placeOf(looked)} and resolved again in ${line} (${action})`;
  });
  const left = texts.length - limits.hazardLinesMax;
  const shown = texts.slice(0, limits.hazardLinesMax);
  return [...shown, ...(left > 0 ? [`and ${left} more such lines`] : [])].map(
    (text): LedgerNote => ({ kind: 'hazard', text }),
  );
}

const shownNamesMax = 3;

/** `read, save, drop and 2 more operations` */
function inShort(names: readonly string[]): string {
  const left = names.length - shownNamesMax;
  if (left <= 0) return names.join(', ');
  return `${names.slice(0, shownNamesMax).join(', ')} and ${left} more ${left === 1 ? 'operation' : 'operations'}`;
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
      .find(
        (use) => use.action !== 'look' && use.held !== true && use.zone === zone && isWithin(use.path, path),
      );
    if (next?.location === undefined || isSameLine(next.location, looked)) return [];
    return [{ looked, used: next.location, path: `${zone}/${path}`, action: next.action }];
  });
}

function isSameLine(one: Location, other: Location): boolean {
  return one.file === other.file && one.line === other.line;
}
