/**
 * Which attack lost a target: one whose first step found it lost has done nothing to it, the one before has. `POST /notes` is not
 * blamed for a limit of the process that `../x` has lowered.
 */
import { TargetLostError } from '../../model/errors.ts';
import type { Stage } from '../stage/stage.ts';

/** Does an attack with all its repetitions. A loss after its first step is its own, whatever is found lost when. */
export async function blamingItself<Result>(
  { stepsDone }: Pick<Stage, 'stepsDone'>,
  work: () => Promise<Result>,
): Promise<Result> {
  const before = stepsDone();
  try {
    return await work();
  } catch (thrown) {
    throw stepsDone() > before ? asOwn(thrown) : thrown;
  }
}

/** The same loss as the doing of who asked. */
export function asOwn(thrown: unknown): unknown {
  return thrown instanceof TargetLostError ? thrown.as(false) : thrown;
}
