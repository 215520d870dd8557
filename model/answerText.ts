/** Summarises the answer of a step in a few words, for people who have to make its harmless runs work. */
import { headerValue } from './headerValue.ts';
import { failedRecords } from './outcome.ts';
import type { StepResponse } from './records.ts';

export function answerText({ status, exception, body, headers, value }: StepResponse): string {
  if (status === null && exception === null) {
    const failed = failedRecords(value);
    return failed === 0 ? 'returned' : `gave back ${failed} of its records as failed (batchItemFailures)`;
  }
  const failed = exception === null ? '' : `${exception.type}: ${exception.message}`;
  if (status === null) return `raised ${failed}`;
  const location = headerValue(headers, 'location');
  if (status >= 300 && status < 400 && location !== undefined)
    return `${status} to ${location.slice(0, 120)}`;
  return `${status}${status < 400 ? '' : ` ${failed || excerptOf(body)}`}`.trimEnd();
}

/** The beginning of a body's text, without HTML tags. */
function excerptOf(body: string): string {
  const text = Buffer.from(body, 'base64').toString('utf8').slice(0, 4_000).trim();
  const said = text.startsWith('<') ? text.replace(/<[^>]*>/g, ' ') : text;
  return said.replace(/\s+/g, ' ').trim().slice(0, 120);
}
