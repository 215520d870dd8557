#!/usr/bin/env node
/** The `trespass` command: runs the program and turns errors into one sentence and an exit code. */
import { existsSync } from 'node:fs';
import { UsageError } from '../model/errors.ts';
import { endSentence, watchProcessEnd } from './processEnd.ts';
import type { ProgramEnd } from './program.ts';

// Before anything is loaded, so that a signal in the meantime is handled too.
const end = watchProcessEnd();
// The stack traces in reports of bugs name lines of the sources.
process.setSourceMapsEnabled(true);
const outcome: ProgramEnd = { exitCode: 0 };

try {
  requireWorkingFolder();
  const { createProgram } = await import('./program.ts');
  await createProgram(outcome, end).parseAsync();
} catch (thrown) {
  outcome.exitCode = await printThrown(thrown);
}
end.exit(outcome.exitCode);

/** Everything is resolved from the working directory, and some directory names are invalid for Node. */
function requireWorkingFolder(): void {
  let folder = '';
  try {
    folder = process.cwd();
  } catch (cause) {
    throw new UsageError(
      'the folder that this was started in is gone; change to one that is there, and start it again',
      { cause },
    );
  }
  if (folder.includes('\ufffd') && !existsSync(folder))
    throw new UsageError(
      `the name of the folder ${folder} is no UTF-8, and no file in it can be named; rename it, or work in another one`,
    );
}

async function printThrown(thrown: unknown): Promise<0 | 2> {
  const { CommanderError } = await import('commander');
  // Commander has already printed what was wrong with the command line.
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2;
  process.stderr.write(endSentence(thrown));
  return 2;
}
