/** Any report again from a saved stream of events. */
import type { RunEvent } from '../../model/finding.ts';
import type { Reporter } from '../../reporters/reporter.ts';

/** Tells `reporter` everything in order, and ends it. */
export async function reportEvents(events: Iterable<RunEvent>, reporter: Reporter): Promise<void> {
  for (const event of events) reporter.onEvent(event);
  await reporter.end();
}
