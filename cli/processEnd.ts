/**
 * Ends the process with the right exit code. Signals end a search and keep what it has found. Uncaught errors, and a
 * `process.exit` in a config, are reported in a sentence with exit code 2, because 1 means findings and 0 means none.
 */
import { constants } from 'node:os';
import { codeOf, EnvironmentError, messageOf, scarcityOf, UsageError } from '../model/errors.ts';
import { escapeText } from '../model/escape.ts';
import { limits } from '../model/limits.ts';
import { packageRoot } from '../model/packageRoot.ts';

export interface ProcessEnd {
  /** Aborted by the first signal, or by an error that nobody caught. */
  readonly signal: AbortSignal;
  /** Called by code that will end by itself on `signal` and keep what it has. */
  readonly heed: () => void;
  /** Ends the process. If something else went wrong, the code is 2 in any case. */
  readonly exit: (code: number) => never;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const handlers = new Map<NodeJS.Signals, () => void>();

function listen(): void {
  for (const [name, handler] of handlers) process.on(name, handler);
}

/**
 * Runs work that may block the event loop, such as a config with an endless loop: meanwhile signals end the process directly,
 * because no handler would be called.
 */
export async function endedBySignals<Result>(work: () => Promise<Result>): Promise<Result> {
  for (const [name, handler] of handlers) process.off(name, handler);
  try {
    return await work();
  } finally {
    listen();
  }
}

/** Handles every way in which this process can end. Called once, before anything else is loaded. */
export function watchProcessEnd(): ProcessEnd {
  const stop = new AbortController();
  const state = { heeded: false, ended: false, failed: false };
  const exit = (code: number): never => {
    state.ended = true;
    process.exit(state.failed ? 2 : code);
  };
  const fail = (sentence: string): void => {
    state.failed = true;
    process.stderr.write(sentence);
    if (!state.heeded) exit(2);
    stop.abort();
    // Code that waits for the part that failed would wait for ever.
    setTimeout(() => exit(2), limits.endAfterFaultMs);
  };
  for (const name of signals)
    handlers.set(name, () => {
      // The kernel and the shell both report a closed terminal; a repeated signal counts only if a person may have sent it.
      const again = stop.signal.aborted && name !== 'SIGHUP';
      const code = 128 + constants.signals[name];
      if (again || !state.heeded) exit(code);
      stop.abort();
    });
  listen();
  process.on('uncaughtException', (thrown) => fail(stray(thrown, 'an error that nothing caught')));
  process.on('unhandledRejection', (thrown) => fail(stray(thrown, 'a promise that failed unawaited')));
  process.on('exit', () => {
    if (state.ended) return;
    process.stderr.write(cutShort);
    process.exitCode = 2;
  });
  // The output is closed: the terminal is gone, or `| head` has read enough. Output to files continues.
  const onBroken = (thrown: Error): void => {
    if (codeOf(thrown) === 'EPIPE' || codeOf(thrown) === 'EIO' || state.failed) return;
    state.failed = true;
    process.stderr.write(`trespass: standard output: ${lines(scarcityOf(thrown) ?? messageOf(thrown))}\n`);
  };
  process.stdout.on('error', onBroken);
  process.stderr.on('error', () => undefined);
  return {
    signal: stop.signal,
    heed: () => {
      state.heeded = true;
    },
    exit,
  };
}

const cutShort =
  'trespass: something ended the process before the run was over, and nothing is said of the target: the config, or what it loads, called process.exit() or awaits what never comes; take that out\n';

/** One sentence for an error that nothing caught: its place, if that is outside this package. */
function stray(thrown: unknown, what: string): string {
  if (thrown instanceof UsageError || thrown instanceof EnvironmentError || scarcityOf(thrown) !== null)
    return endSentence(thrown);
  const place = stackPlace(thrown);
  if (thrown instanceof Error && place?.startsWith(packageRoot) === true) return endSentence(thrown);
  const at = place === null ? '' : ` at ${place}`;
  return `trespass: the config or what it loads left ${what}${escapeText(at)}: ${escapeText(messageOf(thrown))}; await or catch it there\n`;
}

/** The place of an error, `file:line`, from its stack. */
function stackPlace(thrown: unknown): string | null {
  const stack = thrown instanceof Error ? (thrown.stack ?? '') : '';
  return /^\s+at .*?(?:file:\/\/)?(\/[^():\n]+:\d+):\d+\)?$/m.exec(stack)?.[1] ?? null;
}

/** The text for an error that ends the run: one sentence, or for a bug what to report. */
export function endSentence(thrown: unknown): string {
  if (thrown instanceof UsageError) return `trespass: ${escapeText(messageOf(thrown))}\n`;
  if (thrown instanceof EnvironmentError) return `trespass: ${lines(messageOf(thrown))}\n`;
  const scarcity = scarcityOf(thrown);
  if (scarcity !== null) return `trespass: ${lines(scarcity)}\n`;
  const stack = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return `[bug] ${lines(stack)}\nThis is a bug in trespass; please report it with the lines above.\n`;
}

/** A target's traceback has several lines; each is escaped. */
function lines(text: string): string {
  return text.split('\n').map(escapeText).join('\n');
}
