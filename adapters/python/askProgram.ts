/**
 * Runs a program that answers at once and gives back what it wrote: an interpreter that tells its version, a jail that is tried.
 * It is given nothing to read, and is killed when its time is over. Each run begins with two to four such questions, so nothing
 * is loaded for them that Node does not have.
 */
import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { limits } from '../../model/limits.ts';

export interface Asking {
  readonly cwd?: string;
  /** All variables; those of this process where it is left out. */
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

export interface ProgramAnswer {
  readonly stdout: string;
  readonly stderr: string;
  /** Null if it ended with exit code 0. */
  readonly failure: ProgramFailure | null;
}

export interface ProgramFailure {
  /** Whether there is no such program. */
  readonly isMissing: boolean;
  readonly message: string;
}

export function askProgram(
  program: string,
  args: readonly string[],
  { timeoutMs, ...options }: Asking,
): Promise<ProgramAnswer> {
  const child = spawn(program, args, {
    ...{ ...options, timeout: timeoutMs, killSignal: 'SIGKILL', stdio: ['ignore', 'pipe', 'pipe'] },
  });
  const [stdout, stderr] = [gathered(child.stdout), gathered(child.stderr)];
  return new Promise((resolve) => {
    const answer = (failure: ProgramFailure | null): void =>
      resolve({ stdout: stdout(), stderr: stderr(), failure });
    child.once('error', (error) =>
      answer({ isMissing: 'code' in error && error.code === 'ENOENT', message: error.message }),
    );
    child.once('close', (exitCode, signal) => {
      const how = signal === null ? `ended with exit code ${exitCode}` : `was ended by ${signal}`;
      answer(exitCode === 0 ? null : { isMissing: false, message: `${program} ${how}` });
    });
    // What it has started and left may hold its pipes for as long as it likes.
    child.once('exit', () =>
      setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, limits.lastWordsMs).unref(),
    );
  });
}

/** What comes, as far as anybody reads it. */
function gathered(stream: Readable): () => string {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    if (bytes < limits.programAnswerBytesMax) chunks.push(chunk);
    bytes += chunk.length;
  });
  return () => Buffer.concat(chunks).toString('utf8');
}
