/** The ledger: how many attacks of each class were generated, reached a sink and were judged: `path.dotdot` 120, 96, 96. */
import type { Attack } from '../model/attack.ts';
import { type AttackClass, attackClasses } from '../model/attackClass.ts';
import type { LedgerCell, LedgerRow } from '../model/finding.ts';
import type { Knowledge } from '../model/knowledge.ts';
import type { Observation } from '../model/observation.ts';
import { whyNot } from './whyNot.ts';

export interface Ledger {
  /** Counts one case; `observation` is null where it was inconclusive. */
  readonly count: (classes: readonly AttackClass[], observation: Observation | null) => void;
  /** Cells that have changed since this was last asked. */
  readonly changed: () => readonly LedgerCell[];
  readonly rows: (knowledge: Knowledge) => readonly LedgerRow[];
}

export type Classify = (attack: Attack, knowledge: Knowledge) => readonly AttackClass[];

/** An empty ledger. */
export function openLedger(): Ledger {
  const counts = new Map(
    attackClasses.map((id) => [
      id,
      { generated: 0, reachedSink: 0, judged: 0, in: new Map<string, number>() },
    ]),
  );
  let touched = new Map<AttackClass, Set<string>>();
  return {
    count: (classes, observation) => {
      for (const id of new Set(classes)) {
        const row = counts.get(id);
        if (row === undefined) continue;
        row.generated += 1;
        if (observation === null) continue;
        row.judged += 1;
        const cells = touched.get(id) ?? new Set();
        touched.set(id, cells);
        for (const operation of operationsAttacked(observation)) {
          row.in.set(operation, (row.in.get(operation) ?? 0) + 1);
          cells.add(operation);
        }
        if (hasReached(id, observation)) row.reachedSink += 1;
      }
    },
    changed: () => {
      const cells = [...touched].flatMap(([id, operations]) =>
        [...operations].map((operation) => ({
          ...{ class: id, operation },
          cases: counts.get(id)?.in.get(operation) ?? 0,
        })),
      );
      touched = new Map();
      return cells;
    },
    rows: (knowledge) =>
      [...counts].map(([id, { in: judgedIn, ...row }]) => ({
        class: id,
        ...row,
        ...(judgedIn.size === 0
          ? {}
          : { judgedIn: [...judgedIn].map(([operation, cases]) => ({ operation, cases })) }),
        impossible: row.generated > 0 ? null : whyNot(id, knowledge),
      })),
  };
}

/** The operations that the attacker did, each once. */
function operationsAttacked({ attack, attacker }: Observation): ReadonlySet<string> {
  return new Set(attack.steps.filter(({ actor }) => actor === attacker).map(({ operation }) => operation));
}

/** A race that did not come about has attacked nothing. */
function hasReached(id: AttackClass, { reachedSink, race }: Observation): boolean {
  if (id.startsWith('race.') && race?.cameAbout !== true) return false;
  return reachedSink.some((reached) => reached);
}
