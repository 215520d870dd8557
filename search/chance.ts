/**
 * Counts the attempts at attacks that depend on chance, because no violation in them proves nothing, and writes them into the
 * ledger: `export` was raced 40 times at 2 places.
 */
import { type Attack, isByChance } from '../model/attack.ts';
import type { LedgerNote } from '../model/finding.ts';
import type { Observation } from '../model/observation.ts';

export interface Chances {
  readonly count: (attack: Attack, observation: Observation | null) => void;
  readonly notes: () => LedgerNote[];
}

/** Counts nothing yet. */
export function countChances(): Chances {
  const counts = new Map<string, { cases: number; executions: number }>();
  return {
    count: (attack, observation) => {
      if (!isByChance(attack) || observation?.race?.cameAbout !== true) return;
      const operation = attack.steps[attack.race?.step ?? 0]?.operation ?? '';
      const known = counts.get(operation) ?? { cases: 0, executions: 0 };
      const executions = known.executions + observation.race.executions;
      counts.set(operation, { cases: known.cases + 1, executions });
    },
    notes: () =>
      [...counts].map(([operation, { cases, executions }]) => chanceNote(operation, cases, executions)),
  };
}

function chanceNote(operation: string, cases: number, executions: number): LedgerNote {
  return {
    kind: 'limit',
    text: `${operation} works in the attacker's folder by other means than Python's own calls: at ${cases} of its places a link came and went in ${executions} executions, by chance, so that a silence proves nothing`,
  };
}
