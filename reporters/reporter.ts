/** What every report format is: a listener to the one event stream. Nothing else is known of a run here. */
import type { RunEvent } from '../model/finding.ts';

export interface Reporter {
  onEvent(event: RunEvent): void;
  /** Writes what is left to write. A run that was cut off is reported as cut off, never as passed. */
  end(): Promise<void>;
}

/** Where a reporter stands: what paths are shown relative to, and where progress goes. */
export interface Surroundings {
  readonly cwd: string;
  readonly progress: ProgressStream;
}

/** A stream for progress, such as `process.stderr`. A terminal gets a spinner, anything else sparse lines. */
export type ProgressStream = NodeJS.WritableStream & { readonly isTTY?: boolean };
