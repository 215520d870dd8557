/**
 * How the process ends. Signals end a search and keep what was found; errors that nobody caught and a `process.exit` of
 * the config's are told in a sentence with exit code 2, because 1 means findings and 0 means none.
 */
import { constants } from 'node:os';
import { codeOf, EnvironmentError, messageOf, scarcityOf, UsageError } from '../model/errors.ts';
import { escapeText } from '../model/escape.ts';
import { limits } from '../model/limits.ts';
import { packageRoot } from '../model/packageRoot.ts';

export interface ProcessEnd {
  /** Aborted by the first signal, or by an error that nobody caught. */
  readonly signal: AbortSignal;
  /** From here on something heeds `signal`, ends by itself and keeps what it has. */
  readonly heed: () => void;
  /** Ends the process. Something that went wrong beside the run makes of any code a 2. */
  readonly exit: (code: number) => never;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const handlers = new Map<NodeJS.Signals, () => void>();

function listen(): void {
  for (const [name, handler] of handlers) process.on(name, handler);
}

/**
 * Does what may never come back to the event loop, as a config may that loops for ever: while it is done, signals end the
 * process by themselves, because nobody would be called for them.
 */
export async function endedBySignals<Result>(work: () => Promise<Result>): Promise<Result> {
  for (const [name, handler] of handlers) process.off(name, handler);
  try {
    return await work();
  } finally {
    listen();
  }
}

/** Takes over the ends of this process. Called once, before anything else is loaded. */
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
    // What waits for the thing that failed would wait for ever.
    setTimeout(() => exit(2), limits.endAfterFaultMs);
  };
  for (const name of signals)
    handlers.set(name, () => {
      // A closed terminal is told twice, by the kernel and by the shell: only what people send twice is meant.
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
  // Nobody reads any more: the terminal was closed, or `| head` has enough. What is written to files goes on.
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

/** One sentence for what nobody waited for: where it came from, if that is not this package. */
function stray(thrown: unknown, what: string): string {
  if (thrown instanceof UsageError || thrown instanceof EnvironmentError || scarcityOf(thrown) !== null)
    return endSentence(thrown);
  const place = stackPlace(thrown);
  if (thrown instanceof Error && place?.startsWith(packageRoot) === true) return endSentence(thrown);
  const at = place === null ? '' : ` at ${place}`;
  return `trespass: the config or what it loads left ${what}${escapeText(at)}: ${escapeText(messageOf(thrown))}; await or catch it there\n`;
}

/** Where an error was made, `file:line`, as its stack says. */
function stackPlace(thrown: unknown): string | null {
  const stack = thrown instanceof Error ? (thrown.stack ?? '') : '';
  return /^\s+at .*?(?:file:\/\/)?(\/[^():\n]+:\d+):\d+\)?$/m.exec(stack)?.[1] ?? null;
}

/** What is printed of an error that ends the run: one sentence, or a bug with what is to be reported. */
export function endSentence(thrown: unknown): string {
  if (thrown instanceof UsageError) return `trespass: ${escapeText(messageOf(thrown))}\n`;
  if (thrown instanceof EnvironmentError) return `trespass: ${lines(messageOf(thrown))}\n`;
  const scarcity = scarcityOf(thrown);
  if (scarcity !== null) return `trespass: ${lines(scarcity)}\n`;
  const stack = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return `[bug] ${lines(stack)}\nThis is a bug in trespass; please report it with the lines above.\n`;
}

/** A target's own account has several lines; each is escaped. */
function lines(text: string): string {
  return text.split('\n').map(escapeText).join('\n');
}
