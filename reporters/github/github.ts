/**
 * What a job of GitHub Actions shows of a run besides its log: annotations, and the job summary. While the run is reported, the
 * runner takes no command from the log, because a name that begins with `::` would be one.
 */
import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { refusalOf } from '../../model/errors.ts';
import type { Reporter } from '../reporter.ts';
import { emptyRecord, recordEvent } from '../runRecord.ts';
import { annotationLines } from './commands.ts';
import { summaryText } from './summary.ts';

export interface GithubJob {
  /** The folder of the repository, to which places are relative. */
  readonly root: string;
  /** The file of the job summary, which other steps write to as well; null for none. */
  readonly summary: string | null;
}

/** Null outside a job of GitHub Actions. */
export function githubJob(
  environment: Readonly<Record<string, string | undefined>>,
  cwd: string,
): GithubJob | null {
  const { GITHUB_ACTIONS: on, GITHUB_WORKSPACE: root = cwd, GITHUB_STEP_SUMMARY: summary = '' } = environment;
  return on === 'true' ? { root, summary: summary === '' ? null : summary } : null;
}

/** `write` writes a line where the runner reads commands. It is ended after all other reports. */
export function githubReporter({ root, summary }: GithubJob, write: (line: string) => void): Reporter {
  let record = emptyRecord;
  const token = randomUUID();
  write(`::stop-commands::${token}`);
  return {
    onEvent: (event) => {
      record = recordEvent(record, event);
    },
    end: async () => {
      write(`::${token}::`);
      for (const line of annotationLines(record, root)) write(line);
      if (summary === null) return;
      try {
        appendFileSync(summary, summaryText(record, root));
      } catch (thrown) {
        write(`trespass: the job summary could not be written: ${refusalOf(thrown)}`);
      }
    },
  };
}
