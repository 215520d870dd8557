/**
 * A config for the operations that somebody names: those, and what they need, are rehearsed and attacked; the rest is left
 * alone, and said. `check download` rehearses `upload` too, where `download` takes its `id` from there.
 */
import type { Attack } from '../model/attack.ts';
import type { Config } from '../model/config.ts';
import type { LedgerNote } from '../model/finding.ts';
import { withNeeds } from '../model/needs.ts';

export interface ChosenOperations {
  /** Without what is left alone. */
  readonly config: Config;
  /** What the ledger is told of the rest. */
  readonly notes: readonly LedgerNote[];
  /** Whether an attack uses nothing that is left alone. */
  readonly covers: (attack: Attack) => boolean;
}

/** Narrows a config to the named operations and what they need; all of it where none is named. */
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
