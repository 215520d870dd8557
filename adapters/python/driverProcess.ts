/**
 * Runs the driver as a child process: leader of its own process group, commands over fd 3, answers over fd 4, one command at a
 * time. A command that overruns its deadline kills the whole group. The driver has ended when its process exits, even if a
 * daemon of the target still holds its pipes. Nothing here knows the meaning of commands.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf, EnvironmentError, TargetLostError } from '../../model/errors.ts';
import { limits } from '../../model/limits.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import { killLeftovers, markVariable } from './leftovers.ts';

export interface DriverProcess {
  /** Sends a line and resolves with the line that answers it, or rejects with a `TargetLostError`, as two at once do. */
  readonly ask: (line: string, deadlineMs: number) => Promise<string>;
  /** Sends one line that has no answer. */
  readonly tell: (line: string) => void;
  /** The end of what the target has printed since it was started. */
  readonly outputTail: () => Promise<string>;
  /** Declares the target lost, for a reason that later commands reject with. */
  readonly lose: (
    message: string,
    why?: { readonly cause?: unknown; readonly isEarlier?: boolean },
  ) => TargetLostError;
  /** Kills the process group and processes that have left it, and waits for the end of the driver. */
  readonly kill: () => Promise<void>;
}

export interface DriverProcessOptions {
  /** The program and its arguments: the interpreter, or the program that puts it into a jail. */
  readonly command: readonly string[];
  /** Whether the program outlives the interpreter and exits with 128 plus the signal's number if that was killed. */
  readonly wrapped: boolean;
  /** Whether the program kills all that is left when it is told to end (SIGTERM), as `trespass_driver/keeper.py` does. */
  readonly keeps: boolean;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly outputFile: string;
  /** Also set in the environment: a process that has it belongs to the target. */
  readonly mark: string;
  /** Called once, when the driver has ended for any reason. */
  readonly onEnd: () => void;
}

interface PendingAnswer {
  readonly resolve: (line: string) => void;
  readonly reject: (error: unknown) => void;
}

/** Folder that the interpreter runs. */
export const driverEntry: string = join(packageRoot, 'adapters', 'python', 'driver');

/** Starts the interpreter. Whether the driver works is shown by the first command. */
export async function startDriverProcess(options: DriverProcessOptions): Promise<DriverProcess> {
  const output = createWriteStream(options.outputFile, { flags: 'a' });
  await once(output, 'open');
  const outputStart = (await stat(options.outputFile)).size;
  try {
    const child = spawnDriver(options, output);
    return driverProcess(child, options, () => tailOf(options.outputFile, outputStart));
  } finally {
    output.destroy();
  }
}

/** The output goes straight to the file, not through Node. */
function spawnDriver(options: DriverProcessOptions, output: WriteStream): ChildProcess {
  const [program = '', ...args] = options.command;
  return spawn(program, args, {
    cwd: options.folder,
    env: { ...options.environment, [markVariable]: options.mark },
    stdio: ['ignore', output, output, 'pipe', 'pipe'],
    detached: true,
  });
}

function driverProcess(
  child: ChildProcess,
  { wrapped, keeps, mark, outputFile, onEnd }: DriverProcessOptions,
  outputTail: () => Promise<string>,
): DriverProcess {
  const commands: unknown = child.stdio[3];
  const answers: unknown = child.stdio[4];
  if (!(commands instanceof Duplex)) throw new EnvironmentError('the driver has no pipe for commands');
  let pending: PendingAnswer | null = null;
  let lost: TargetLostError | null = null;
  // A write costs more than its content: lines without an answer are sent with the next command, or when the event loop is
  // idle.
  let unsent = '';

  const lose = (error: TargetLostError): void => {
    // If no answer is pending, an earlier command has caused the loss.
    lost ??= pending === null ? error.as(true) : error;
    pending?.reject(lost);
    pending = null;
  };
  const { killAll, killGroup, atExit, stopWaiting } = killing(child, { keeps, mark, outputFile });
  process.once('exit', atExit);
  commands.on('error', () => {});
  const onLine = (line: string): void => {
    pending?.resolve(line);
    pending = null;
  };
  readLines(answers, onLine, () => {
    lose(new TargetLostError('died', `the driver sent more than ${limits.frameBytesMax} bytes in one line`));
    killGroup();
  });
  const ended = endOfProcess(child).then(async (ending) => {
    killAll();
    process.removeListener('exit', atExit);
    stopWaiting();
    onEnd();
    // The last answer may still be in the pipe. Another process may hold the pipe open for ever.
    await closedWithin(answers, limits.lastWordsMs);
    for (const stream of [commands, answers]) if (stream instanceof Duplex) stream.destroy();
    const message = await deathMessage(wrapped ? unwrapped(ending) : ending, outputTail);
    lose(new TargetLostError('died', message, { cause: ending }));
  });

  const ask = (line: string, deadlineMs: number): Promise<string> =>
    new Promise<string>((resolve, reject) => {
      if (pending !== null) loseFor('the target was stopped in the middle of a command');
      if (lost !== null) return reject(lost);
      pending = withDeadline({ resolve, reject }, deadlineMs, () => {
        lose(new TargetLostError('deadline', `the target did not answer within ${deadlineMs} ms`));
        killGroup();
      });
      commands.write(unsent + line);
      unsent = '';
    });
  const flush = (): void => {
    if (unsent !== '' && lost === null) commands.write(unsent);
    unsent = '';
  };
  const tell = (line: string): void => {
    if (unsent === '') setImmediate(flush);
    unsent += line;
  };
  const kill = async (): Promise<void> => {
    killGroup();
    // A process that waits in the kernel does not end until that wait does, so the time is bounded.
    await Promise.race([ended, sleep(limits.killMs, undefined, { ref: false })]);
  };
  const loseFor: DriverProcess['lose'] = (message, { cause, isEarlier = false } = {}) => {
    const error = new TargetLostError('died', message, { cause, isEarlier });
    lost ??= error;
    lose(error);
    killGroup();
    return lost;
  };
  return { ask, tell, outputTail, lose: loseFor, kill };
}

/** Functions that kill a driver with all that it started; a keeper does it if there is one and there is time to wait. */
function killing(
  child: ChildProcess,
  { keeps, mark, outputFile }: Pick<DriverProcessOptions, 'keeps' | 'mark' | 'outputFile'>,
) {
  const killAll = (): void => {
    signalGroup(child.pid);
    killLeftovers({ mark, outputFile });
  };
  let patience: NodeJS.Timeout | null = null;
  const tellKeeper = (): void => {
    child.kill('SIGTERM');
    // The target may have stopped the keeper.
    child.kill('SIGCONT');
    patience ??= setTimeout(killAll, limits.keeperMs).unref();
  };
  return {
    killAll,
    killGroup: keeps ? tellKeeper : (): void => signalGroup(child.pid),
    atExit: keeps ? (): void => void child.kill('SIGTERM') : killAll,
    stopWaiting: (): void => {
      if (patience !== null) clearTimeout(patience);
    },
  };
}

/** An answer that rejects after its deadline. */
function withDeadline(
  { resolve, reject }: PendingAnswer,
  deadlineMs: number,
  onLate: () => void,
): PendingAnswer {
  const timer = setTimeout(onLate, deadlineMs);
  return {
    resolve: (answer) => {
      clearTimeout(timer);
      resolve(answer);
    },
    reject: (error) => {
      clearTimeout(timer);
      reject(error);
    },
  };
}

/** Kills a process group by the id of its leader; ignores one that is gone. */
function signalGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // No process of the group is left.
  }
}

function readLines(stream: unknown, onLine: (line: string) => void, onTooLong: () => void): void {
  if (!(stream instanceof Duplex)) throw new EnvironmentError('the driver has no pipe for answers');
  let chunks: Buffer[] = [];
  let waitingBytes = 0;
  stream.on('error', () => {});
  stream.on('data', (chunk: Buffer) => {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      chunks.push(chunk.subarray(start, end));
      onLine(Buffer.concat(chunks).toString('latin1'));
      chunks = [];
      waitingBytes = 0;
      start = end + 1;
    }
    if (start === chunk.length) return;
    chunks.push(chunk.subarray(start));
    waitingBytes += chunk.length - start;
    if (waitingBytes > limits.frameBytesMax) onTooLong();
  });
}

interface Ending {
  readonly exitCode?: number;
  readonly signal?: string;
  /** Why the program could not be started. */
  readonly failure?: string;
}

function endOfProcess(child: ChildProcess): Promise<Ending> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ failure: `could not be started: ${error.message}` }));
    child.once('exit', (exitCode, signal) =>
      resolve(signal === null ? { exitCode: exitCode ?? 0 } : { signal }),
    );
  });
}

/** Waits for the end of a stream for a limited time. */
async function closedWithin(stream: unknown, milliseconds: number): Promise<void> {
  if (!(stream instanceof Duplex) || stream.closed) return;
  const closed = new Promise((resolve) => stream.once('close', resolve));
  await Promise.race([closed, sleep(milliseconds, undefined, { ref: false })]);
}

/** The interpreter's exit status, from that of the program around it. */
function unwrapped(ending: Ending): Ending {
  const number = (ending.exitCode ?? 0) - 128;
  const signal = Object.entries(constants.signals).find(([, value]) => value === number)?.[0];
  return signal === undefined ? ending : { ...ending, signal };
}

async function deathMessage(ending: Ending, outputTail: () => Promise<string>): Promise<string> {
  const how =
    ending.signal !== undefined
      ? `was ended by ${ending.signal}`
      : ending.exitCode !== undefined
        ? `ended with exit code ${ending.exitCode}`
        : (ending.failure ?? 'could not be started');
  const tail = await outputTail();
  return tail === '' ? `the target ${how}` : `the target ${how}; it printed last:\n${tail}`;
}

/** The last lines of the output file from the position where this process began to write; empty if its arena is removed by then. */
async function tailOf(file: string, from: number): Promise<string> {
  try {
    return await endOfFile(file, from);
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return '';
    throw thrown;
  }
}

async function endOfFile(file: string, from: number): Promise<string> {
  const size = (await stat(file)).size;
  // The target may have truncated the file.
  const start = Math.max(size < from ? 0 : from, size - limits.outputTailBytesMax);
  if (size <= start) return '';
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - start), 0, size - start, start);
    return buffer.subarray(0, bytesRead).toString('utf8').trim();
  } finally {
    await handle.close();
  }
}
