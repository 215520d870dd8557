/** Draws attacks from an arbitrary, in batches because each draw has a cost: seed 7 gives the same attacks in every run. */
import fc from 'fast-check';
import type { Attack } from '../model/attack.ts';

const batchSize = 16;

/** An endless supply of attacks. */
export function drawAttacks(
  arbitrary: fc.Arbitrary<Attack>,
  seed: number,
  batch: number = batchSize,
): () => Attack {
  let round = 0;
  let stock: Attack[] = [];
  return () => {
    if (stock.length === 0) {
      stock = fc.sample(arbitrary, { numRuns: batch, seed: (seed + round * 0x9e3779b1) | 0 }).reverse();
      round += 1;
    }
    const attack = stock.pop();
    if (attack === undefined) throw new RangeError('an arbitrary gave no attack');
    return attack;
  };
}
