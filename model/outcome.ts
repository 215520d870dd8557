/**
 * How a step ended, as data: `accepted`; `refused`, by a status of 400 to 499 or by what a callable raised, which is its way to
 * refuse; `failed`, by a status of 500 or more. What is decided by it never reads the sentence that people are shown.
 */
import type { StepResponse } from './records.ts';

export type Outcome = 'accepted' | 'refused' | 'failed';

export function outcomeOf({ status, exception }: Pick<StepResponse, 'status' | 'exception'>): Outcome {
  if (status === null) return exception === null ? 'accepted' : 'refused';
  return status < 400 ? 'accepted' : status < 500 ? 'refused' : 'failed';
}
