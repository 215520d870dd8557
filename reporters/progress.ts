/** Shows progress during a run: a spinner on a terminal, elsewhere a line now and then. Never on standard output. */
import { escapeText } from '../model/escape.ts';
import type { RunEvent } from '../model/finding.ts';
import { formatCount, formatDuration, formatQuantity } from './quantity.ts';
import type { ProgressStream } from './reporter.ts';

type ProgressEvent = Extract<RunEvent, { type: 'progress' }>;

/** Seconds of the run between two lines if the output is no terminal. */
const lineEverySeconds = 10;

export interface Progress {
  show(progress: ProgressEvent): void;
  /** Clears the spinner for a report, and continues after it. */
  interrupt(report: () => void): void;
  stop(): void;
}

export async function startProgress(stream: ProgressStream): Promise<Progress> {
  // A terminal that nobody told its size, as containers and job runners make them, has no columns: a spinner would have an
  // endless number of lines to clear, and never let the run go on.
  const hasWidth = stream.columns !== 0;
  return stream.isTTY === true && hasWidth && canRedraw() ? await spinnerOn(stream) : linesOn(stream);
}

/** Job runners keep what a terminal is told as a log, where a spinner would be told once and never again. */
function canRedraw(): boolean {
  return process.env['TERM'] !== 'dumb' && !('CI' in process.env);
}

function progressText({ cases, seconds, findings, doing }: ProgressEvent): string {
  const found = findings === 0 ? '' : `, ${formatQuantity(findings, 'finding')}`;
  const pace = cases > 0 && seconds >= 1 ? `, ${formatCount(cases / seconds)} a second` : '';
  return `${escapeText(doing)}: ${formatQuantity(cases, 'case')} in ${formatDuration(seconds)}${pace}${found}`;
}

async function spinnerOn(stream: ProgressStream): Promise<Progress> {
  const { default: ora } = await import('ora');
  // The spinner must not read standard input, so that Ctrl-C reaches the run.
  const spinner = ora({ stream, discardStdin: false, text: 'starting' });
  spinner.start();
  return {
    show: (progress) => {
      spinner.text = progressText(progress);
    },
    interrupt: (report) => {
      const spinning = spinner.isSpinning;
      spinner.stop();
      report();
      if (spinning) spinner.start();
    },
    stop: () => void spinner.stop(),
  };
}

function linesOn(stream: ProgressStream): Progress {
  let nextSeconds = 0;
  return {
    show: (progress) => {
      if (progress.seconds < nextSeconds) return;
      nextSeconds = progress.seconds + lineEverySeconds;
      stream.write(`${progressText(progress)}\n`);
    },
    interrupt: (report) => report(),
    stop: () => {},
  };
}
