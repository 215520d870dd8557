#!/usr/bin/env node
/** The `trespass` command: runs the program and turns errors into one sentence and an exit code. */
import { CommanderError } from 'commander';
import { EnvironmentError, messageOf, UsageError } from '../model/errors.ts';
import { escapeText } from '../model/escape.ts';
import { createProgram, type Outcome } from './program.ts';

// Which Node the SDK will want next year is for whoever updates this package, not for whoever runs it.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

const outcome: Outcome = { exitCode: 0 };
const stop = new AbortController();

/** The first signal ends the search and keeps what was found; the second ends the process. */
function onSignal(): void {
  if (stop.signal.aborted) process.exit(130);
  stop.abort();
}

process.on('SIGINT', onSignal);
process.on('SIGTERM', onSignal);

try {
  await createProgram(outcome, stop.signal).parseAsync();
} catch (thrown) {
  outcome.exitCode = tell(thrown);
}
process.exit(outcome.exitCode);

function tell(thrown: unknown): 0 | 2 {
  // Commander has already said what was wrong with the command line.
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2;
  if (thrown instanceof UsageError || thrown instanceof EnvironmentError) {
    process.stderr.write(`trespass: ${lines(messageOf(thrown))}\n`);
    return 2;
  }
  const stack = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  process.stderr.write(
    `[bug] ${lines(stack)}\nThis is a bug in trespass; please report it with the lines above.\n`,
  );
  return 2;
}

function lines(text: string): string {
  return text.split('\n').map(escapeText).join('\n');
}
