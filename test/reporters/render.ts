/** Runs a stream of events through a real reporter and gives back what it wrote. */
import { PassThrough } from 'node:stream';
import type { RunEvent } from '../../model/finding.ts';
import { createReporter, type ReporterName } from '../../reporters/createReporter.ts';
import type { Surroundings } from '../../reporters/reporter.ts';
import { reportEvents } from './reportEvents.ts';
import { cwd } from './sampleRun.ts';

export interface Rendered {
  readonly text: string;
  readonly progress: string;
}

export async function render(
  name: ReporterName,
  events: readonly RunEvent[],
  colour: boolean = false,
  verbose: boolean = false,
  more: Pick<Surroundings, 'detailsMax'> = {},
): Promise<Rendered> {
  const written: string[] = [];
  const progress = new PassThrough();
  const destination = {
    colour,
    write: (text: string) => void written.push(text),
    end: async () => {},
  };
  await reportEvents(events, await createReporter(name, destination, { cwd, progress, verbose, ...more }));
  progress.end();
  return { text: written.join(''), progress: (await progress.toArray()).join('') };
}
