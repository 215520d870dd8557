/** Shrinking: fast-check walks from a failing attack to smaller ones for as long as they still show the cause. */
import fc from 'fast-check';
import type { Attack } from '../model/attack.ts';

export interface Shrunk {
  readonly attack: Attack;
  readonly executions: number;
  /** Whether the bound, or the end of the time, was reached before the smallest attack was. */
  readonly cut: boolean;
}

/**
 * The smallest attack that `shows` still holds for, as far as the bound and the time allow. The arbitrary shrinks values that it did not make, so it does
 * not matter where the attack comes from.
 */
export async function shrinkAttack(
  arbitrary: fc.Arbitrary<Attack>,
  attack: Attack,
  shows: (candidate: Attack) => Promise<boolean>,
  executionsMax: number,
  isOver: () => boolean = () => false,
): Promise<Shrunk> {
  let executions = 0;
  let smallest = attack;
  let cut = false;
  const stillShows = async (candidate: Attack): Promise<boolean> => {
    // The value itself was just seen to fail; past the bound every smaller one is taken to pass.
    if (executions === 0 && candidate === attack) return true;
    cut ||= executions >= executionsMax || isOver();
    if (cut) return false;
    executions += 1;
    return shows(candidate);
  };
  const property = fc.asyncProperty(arbitrary, async (candidate) => {
    const failing = await stillShows(candidate);
    if (failing) smallest = candidate;
    return !failing;
  });
  await fc.check(property, { examples: [[attack]], numRuns: 1, verbose: false });
  return { attack: smallest, executions, cut };
}
