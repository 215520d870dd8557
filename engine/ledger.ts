/** The ledger: how many attacks of each class were generated, reached a sink and were judged. */
import type { Attack } from '../model/attack.ts';
import { type AttackClass, attackClasses } from '../model/attackClass.ts';
import type { LedgerRow } from '../model/finding.ts';
import type { Observation } from '../model/observation.ts';
import type { Knowledge, Parameter } from '../model/operation.ts';

export interface Ledger {
  /** Counts one case; `observation` is null where it was inconclusive. */
  readonly count: (classes: readonly AttackClass[], observation: Observation | null) => void;
  readonly rows: (knowledge: Knowledge) => readonly LedgerRow[];
}

export type Classify = (attack: Attack, knowledge: Knowledge) => readonly AttackClass[];

/** An empty ledger. */
export function openLedger(): Ledger {
  const counts = new Map(attackClasses.map((id) => [id, { generated: 0, reachedSink: 0, judged: 0 }]));
  return {
    count: (classes, observation) => {
      for (const id of new Set(classes)) {
        const row = counts.get(id);
        if (row === undefined) continue;
        row.generated += 1;
        if (observation === null) continue;
        row.judged += 1;
        if (hasReached(id, observation)) row.reachedSink += 1;
      }
    },
    rows: (knowledge) =>
      [...counts].map(([id, row]) => ({
        class: id,
        ...row,
        impossible: row.generated > 0 ? null : whyNot(id, knowledge),
      })),
  };
}

/** A race that did not come about has attacked nothing. */
function hasReached(id: AttackClass, { reachedSink, raced }: Observation): boolean {
  if (id.startsWith('race.') && raced !== true) return false;
  return reachedSink.some((reached) => reached);
}

function whyNot(
  id: AttackClass,
  { objects, zones, victims, operations, powers, accesses = {}, predictable }: Knowledge,
): string | null {
  if (id === 'link.other-tenant' && victims.length === 0) return 'there is one actor only';
  if (id === 'link.predictable-temp' && predictable.every(({ zone }) => zone !== 'temp'))
    return 'harmless steps come to no predictable name in the temporary folder';
  if (id.startsWith('race.') && !powers.includes('race')) return 'the attacker wins no races here';
  if (id.startsWith('race.') && zones.length === 0) return 'no folder that the attacker may change';
  if (id.startsWith('race.') && Object.values(accesses).every(({ length }) => length === 0))
    return 'no operation looks anything up where the attacker may change it';
  if (id.startsWith('link.') && zones.length === 0) return 'no folder to plant links in';
  const foreign: readonly string[] = ['key.foreign-id', 'key.foreign-derived', 'key.overwrite'];
  if (foreign.includes(id) && victims.length === 0) return 'there is one actor only';
  if (id.startsWith('archive.') && !operations.some(({ parameters }) => parameters.some(takesArchives)))
    return 'no parameter takes archives';
  if (id.startsWith('stream.') && operations.every(({ entry }) => entry.kind !== 'consumer'))
    return 'no operation consumes a stream';
  if (id.startsWith('object.') && objects !== true) return 'the target keeps no objects';
  if (operations.every(({ parameters }) => parameters.every(({ fixed }) => fixed === true)))
    return 'no parameter is the attacker’s';
  return 'not drawn in this run';
}

function takesArchives({ archive, fixed }: Parameter): boolean {
  return archive !== undefined && fixed !== true;
}
