/**
 * Cuts a list that is too long to be tried whole to its likeliest entries, and notes for the ledger what was left out: 40 of
 * 212 ways to others' keys are tried on `save`.
 */
import type { Knowledge } from '../../model/knowledge.ts';
import type { Operation } from '../../model/operation.ts';

/** `what` describes the list in the ledger: `folders have links planted in them`. */
export function firstTried<Item>(
  { cuts }: Pick<Knowledge, 'cuts'>,
  { name }: Pick<Operation, 'name'>,
  list: readonly Item[],
  most: number,
  what: string,
): readonly Item[] {
  return cuts.first(list, most, what, name);
}
