/** The HTML report: one page that holds all that it needs, written when the run ends. */
import type { Destination } from './destination.ts';
import { pageOf } from './html/page.ts';
import { sourceReader } from './html/sourceLines.ts';
import type { Reporter, Surroundings } from './reporter.ts';
import { emptyRecord, recordEvent } from './runRecord.ts';

export function htmlReporter(destination: Destination, { cwd, sourceRoot }: Surroundings): Reporter {
  let record = emptyRecord;
  return {
    onEvent: (event) => {
      record = recordEvent(record, event);
    },
    end: async () => {
      destination.write(pageOf(record, { cwd, readSource: sourceReader(sourceRoot ?? null) }));
      await destination.end();
    },
  };
}
