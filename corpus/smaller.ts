/** Compares two attacks with the same cause: the one that needs less power is saved, then the smaller one. */
import { isDeepStrictEqual } from 'node:util';
import { type Attack, powerOf, powers } from '../model/attack.ts';
import type { CorpusEntry } from './entry.ts';

/** Whether `kept` needs no more than `found`: power, then steps and planted entries, then length. */
export function isAsSmall(kept: Attack, found: Attack): boolean {
  const keptSize = attackSize(kept);
  const foundSize = attackSize(found);
  for (const [index, size] of keptSize.entries()) {
    const other = foundSize[index] ?? 0;
    if (size !== other) return size < other;
  }
  return true;
}

/** Whether writing `found` would change nothing but the wording of a summary, which may vary between runs. */
export function isUnchangedEntry(kept: CorpusEntry, found: CorpusEntry): boolean {
  return isDeepStrictEqual(lasting(kept), lasting(found));
}

function lasting(entry: CorpusEntry): readonly unknown[] {
  const { id, property, operation, severity, power, cwe, location, attack } = entry;
  return [id, property, operation, severity, power, cwe, location?.file, location?.line, attack];
}

function attackSize(attack: Attack): readonly number[] {
  const entries = attack.steps.length + attack.layout.length;
  return [powers.indexOf(powerOf(attack)), entries, JSON.stringify(attack).length];
}
