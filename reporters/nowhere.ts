/** A stream that discards everything: the progress of a run that is over, or that another report shows already. */
import { Writable } from 'node:stream';

export function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}
