/**
 * How a step ended, as data: `accepted`; `refused`, by a status of 400 to 499 or by what a callable raised, which is its way to
 * refuse, as the records are that a consumer of streams gives back in `batchItemFailures`; `failed`, by a status of 500 or more. What is decided by it never reads the sentence that people are shown.
 */
import type { Json } from './attack.ts';
import { listIn } from './json.ts';
import type { StepResponse } from './records.ts';

export type Outcome = 'accepted' | 'refused' | 'failed';

/** What of a response says how a step ended. */
export type Ended = Pick<StepResponse, 'status' | 'exception'> & Partial<Pick<StepResponse, 'value'>>;

export function outcomeOf({ status, exception, value }: Ended): Outcome {
  if (status === null) return exception === null && failedRecords(value) === 0 ? 'accepted' : 'refused';
  return status < 400 ? 'accepted' : status < 500 ? 'refused' : 'failed';
}

/** Whether a step was refused or failed; a step that was not done was not. */
export function isRefusal(response: Ended | undefined): boolean {
  return response !== undefined && outcomeOf(response) !== 'accepted';
}

/** How many records a consumer gave back as failed, by the form in which Lambda takes them (`ReportBatchItemFailures`). */
export function failedRecords(value: Json | undefined): number {
  return listIn(value, 'batchItemFailures').length;
}
