/**
 * How a step ended, as data: `accepted`; `refused` (a status of 400 to 499, an exception of a callable, or records that a
 * stream consumer returns in `batchItemFailures`); `failed` (a status of 500 or more). Decisions use this, never the sentence
 * shown to people.
 */
import type { Json } from './attack.ts';
import { listIn } from './json.ts';
import type { StepResponse } from './records.ts';

export type Outcome = 'accepted' | 'refused' | 'failed';

/** The parts of a response that determine the outcome. */
export type Ended = Pick<StepResponse, 'status' | 'exception'> & Partial<Pick<StepResponse, 'value'>>;

export function outcomeOf({ status, exception, value }: Ended): Outcome {
  if (status === null) return exception === null && failedRecords(value) === 0 ? 'accepted' : 'refused';
  return status < 400 ? 'accepted' : status < 500 ? 'refused' : 'failed';
}

/** Whether a step was refused or failed; false for a step that was not performed. */
export function isRefusal(response: Ended | undefined): boolean {
  return response !== undefined && outcomeOf(response) !== 'accepted';
}

/** How many records a consumer returned as failed, in Lambda's form (`ReportBatchItemFailures`). */
export function failedRecords(value: Json | undefined): number {
  return listIn(value, 'batchItemFailures').length;
}
