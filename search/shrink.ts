/**
 * Shrinks a failing attack by fast-check's candidates, for as long as they show the same cause: `save` with `a/../../x` and a
 * planted link becomes `save` with `../x`.
 */
import type fc from 'fast-check';
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
  if (!arbitrary.canShrinkWithoutContext(attack)) return { attack, executions, cut: false };
  let candidates = arbitrary.shrink(attack, undefined);
  for (let next = candidates.next(); next.done !== true; next = candidates.next()) {
    if (executions >= executionsMax || isOver()) return { attack: smallest, executions, cut: true };
    executions += 1;
    const { value_: candidate, context } = next.value;
    if (!(await shows(candidate))) continue;
    smallest = candidate;
    candidates = arbitrary.shrink(candidate, context);
  }
  return { attack: smallest, executions, cut: false };
}
