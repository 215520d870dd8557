/**
 * The driver as a child process: leader of its own group, commanded over fd 3, answering on fd 4, one command at
 * a time. A command that overruns its deadline kills the whole group. Its exit is its end, whoever else holds its pipes:
 * a daemon that the target leaves keeps them open for as long as it likes. Nothing here knows what commands mean.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { EnvironmentError, TargetLostError } from '../../model/errors.ts';
import { limits } from '../../model/limits.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import { killLeftovers, markVariable } from './leftovers.ts';

export interface DriverProcess {
  /** Sends one line and resolves with the line that answers it. Rejects with a `TargetLostError`. */
  readonly ask: (line: string, deadlineMs: number) => Promise<string>;
  /** Sends one line that is not answered. */
  readonly tell: (line: string) => void;
  /** What the target printed last since it was started. */
  readonly outputTail: () => Promise<string>;
  /** Takes the target for lost, for a reason that is told of what is asked now or later. */
  readonly lose: (
    message: string,
    why?: { readonly cause?: unknown; readonly isEarlier?: boolean },
  ) => TargetLostError;
  /** Kills the group and what has left it, and waits for the end of the driver. */
  readonly kill: () => Promise<void>;
}

export interface DriverProcessOptions {
  /** The program and its arguments: the interpreter, or what puts it into a jail first. */
  readonly command: readonly string[];
  /** Whether the program outlives the interpreter and ends with 128 and the signal's number where that was killed. */
  readonly wrapped: boolean;
  /** Whether that program takes along all that is left when it is told to end (SIGTERM): `trespass_driver/keeper.py`. */
  readonly keeps: boolean;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly outputFile: string;
  /** In the environment too: what carries it is the target's. */
  readonly mark: string;
  /** Called once, when the driver has ended for whatever reason. */
  readonly onEnd: () => void;
}

interface PendingAnswer {
  readonly resolve: (line: string) => void;
  readonly reject: (error: unknown) => void;
}

/** Folder that the interpreter is given to run. */
export const driverEntry: string = join(packageRoot, 'adapters', 'python', 'driver');

/** Starts the interpreter; that the driver answers is shown by the first command. */
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

/** The output file is given as it is: what the target prints does not pass through Node. */
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
  // A write costs more than what it carries: what nobody waits for goes with the next command, or when all is quiet.
  let unsent = '';

  const lose = (error: TargetLostError): void => {
    // Who is asked nothing is lost by what was asked before.
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
    // What it sent last is still on its way, unless somebody else holds the pipe, who may do so for ever.
    await closedWithin(answers, limits.lastWordsMs);
    for (const stream of [commands, answers]) if (stream instanceof Duplex) stream.destroy();
    const message = await deathMessage(wrapped ? unwrapped(ending) : ending, outputTail);
    lose(new TargetLostError('died', message, { cause: ending }));
  });

  const ask = (line: string, deadlineMs: number): Promise<string> =>
    new Promise<string>((resolve, reject) => {
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
    // What waits in the kernel does not end, and is not waited for.
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

/** The ways to end a driver with all that it started; one that has a keeper is ended by it, if that can be waited for. */
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
    // The target may have stopped it.
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

/** An answer that is waited for so long. */
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

/** Kills a process group by the id of its leader; one that is gone already is no error. */
function signalGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // Nobody of the group is left.
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
  /** Why it could not be started. */
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

/** Waits for the end of a stream, but not for longer than that. */
async function closedWithin(stream: unknown, milliseconds: number): Promise<void> {
  if (!(stream instanceof Duplex) || stream.closed) return;
  const closed = new Promise((resolve) => stream.once('close', resolve));
  await Promise.race([closed, sleep(milliseconds, undefined, { ref: false })]);
}

/** The ending of the interpreter, told from that of the program around it. */
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

/** The last lines of the output, from where this process began to write. */
async function tailOf(file: string, from: number): Promise<string> {
  const size = (await stat(file)).size;
  // It may have been emptied meanwhile.
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
