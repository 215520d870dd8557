/**
 * Keeps a run as a stream of events, one JSON document a line, each written when it happens: a run that is killed keeps what came
 * before. Any report can be made again from it.
 */
import { encodeEvent, encodeHeader } from '../model/runEventSchema.ts';
import type { Destination } from './destination.ts';
import type { Reporter } from './reporter.ts';

export function eventsReporter(destination: Destination): Reporter {
  destination.write(encodeHeader());
  return {
    onEvent: (event) => destination.write(encodeEvent(event)),
    end: () => destination.end(),
  };
}
