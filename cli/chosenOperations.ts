/**
 * Narrows a config to the operations that are named: those, and what they need, are rehearsed and attacked; the ledger says
 * that the rest is left out. `check download` rehearses `upload` too, if `download` takes its `id` from there.
 */
import type { Attack } from '../model/attack.ts';
import type { Config } from '../model/config.ts';
import type { LedgerNote } from '../model/finding.ts';
import { withNeeds } from '../model/needs.ts';

export interface ChosenOperations {
  /** The config without the operations that are left out. */
  readonly config: Config;
  /** Notes of the ledger about the operations that are left out. */
  readonly notes: readonly LedgerNote[];
  /** Whether an attack uses none of the operations that are left out. */
  readonly covers: (attack: Attack) => boolean;
}

/** Narrows a config to the named operations and what they need; the whole config if none is named. */
export function chooseOperations(config: Config, names: readonly string[]): ChosenOperations {
  if (names.length === 0) return { config, notes: [], covers: () => true };
  const named = config.operations.filter(({ name }) => names.includes(name));
  const needed = new Set(withNeeds(named, config.operations));
  const left = config.operations.filter((one) => !needed.has(one)).map(({ name }) => name);
  return {
    config: { ...config, operations: config.operations.filter((one) => needed.has(one)) },
    notes: left.length === 0 ? [] : [leftNote(left)],
    covers: ({ steps }) => steps.every(({ operation }) => !left.includes(operation)),
  };
}

function leftNote(left: readonly string[]): LedgerNote {
  return {
    kind: 'not-tested',
    text: `others were named, so these were neither rehearsed nor attacked, and no way through them was tried: ${left.join(', ')}`,
  };
}
