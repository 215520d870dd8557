/** The interface of all report formats: a listener to one stream of events, which is all that a report knows of a run. */
import type { RunEvent } from '../model/finding.ts';

export interface Reporter {
  onEvent(event: RunEvent): void;
  /** Writes the rest of the report. A run that was interrupted is reported as such, never as passed. */
  end(): Promise<void>;
}

/** The surroundings of a reporter: the folder to which paths are relative, and the stream for progress. */
export interface Surroundings {
  readonly cwd: string;
  readonly progress: ProgressStream;
  /** Whether a report for people tells everything. */
  readonly verbose?: boolean;
  /** How many flaws a report for people shows in full while it runs; absent for all. */
  readonly detailsMax?: number;
  /** Sources of the target are shown from this folder only; absent for a run of this machine, whose places are its own. */
  readonly sourceRoot?: string;
}

/** A stream for progress, such as `process.stderr`. A terminal that has a width gets a spinner, anything else sparse lines. */
export type ProgressStream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
