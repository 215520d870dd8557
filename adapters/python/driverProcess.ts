/**
 * The driver as a child process: leader of its own group, commanded over fd 3, answering on fd 4, one command at
 * a time. A command that overruns its deadline kills the whole group. Nothing here knows what commands mean.
 */
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { execa } from 'execa';
import { EnvironmentError, TargetLostError } from '../../model/errors.ts';
import { limits } from '../../model/limits.ts';
import { packageRoot } from '../../model/packageRoot.ts';

export interface DriverProcess {
  /** Sends one line and resolves with the line that answers it. Rejects with a `TargetLostError`. */
  readonly ask: (line: string, deadlineMs: number) => Promise<string>;
  /** Sends one line that is not answered. */
  readonly tell: (line: string) => void;
  /** What the target printed last since it was started. */
  readonly outputTail: () => Promise<string>;
  /** Kills what is left of the group and waits for its end. */
  readonly kill: () => Promise<void>;
}

export interface DriverProcessOptions {
  /** The program and its arguments: the interpreter, or what puts it into a jail first. */
  readonly command: readonly string[];
  /** Whether the program outlives the interpreter and ends with 128 and the signal's number where that was killed. */
  readonly wrapped: boolean;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly outputFile: string;
}

interface Pending {
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
    const child = spawn(options, output);
    return driverProcess(child, options.wrapped, () => tailOf(options.outputFile, outputStart));
  } finally {
    output.destroy();
  }
}

/** The output file is given as it is: what the target prints does not pass through Node. */
function spawn(options: DriverProcessOptions, output: WriteStream) {
  const [program = '', ...args] = options.command;
  return execa(program, args, {
    cwd: options.folder,
    env: options.environment,
    extendEnv: false,
    stdio: ['ignore', output, output, 'pipe', 'pipe'],
    buffer: false,
    detached: true,
    cleanup: false,
    reject: false,
  });
}

function driverProcess(
  child: ReturnType<typeof spawn>,
  wrapped: boolean,
  outputTail: () => Promise<string>,
): DriverProcess {
  const commands: unknown = child.stdio[3];
  const answers: unknown = child.stdio[4];
  if (!(commands instanceof Duplex)) throw new EnvironmentError('the driver has no pipe for commands');
  let pending: Pending | null = null;
  let lost: TargetLostError | null = null;
  // A write costs more than what it carries: what nobody waits for goes with the next command, or when all is quiet.
  let unsent = '';

  const lose = (error: TargetLostError): void => {
    lost ??= error;
    pending?.reject(lost);
    pending = null;
  };
  const killGroup = (): void => signalGroup(child.pid);
  process.once('exit', killGroup);
  commands.on('error', () => {});
  const onLine = (line: string): void => {
    pending?.resolve(line);
    pending = null;
  };
  readLines(answers, onLine, () => {
    lose(new TargetLostError('died', `the driver sent more than ${limits.frameBytesMax} bytes in one line`));
    killGroup();
  });
  const ended = child.then(async (result) => {
    killGroup();
    process.removeListener('exit', killGroup);
    lose(
      new TargetLostError('died', await deathMessage(wrapped ? unwrapped(result) : result, outputTail), {
        cause: result,
      }),
    );
  });

  const ask = (line: string, deadlineMs: number): Promise<string> =>
    new Promise<string>((resolve, reject) => {
      if (lost !== null) return reject(lost);
      const timer = setTimeout(() => {
        lose(new TargetLostError('deadline', `the target did not answer within ${deadlineMs} ms`));
        killGroup();
      }, deadlineMs);
      pending = {
        resolve: (answer) => {
          clearTimeout(timer);
          resolve(answer);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      };
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
    await ended;
  };
  return { ask, tell, outputTail, kill };
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
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly shortMessage?: string | undefined;
  readonly code?: string | undefined;
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
        : (ending.shortMessage ?? 'could not be started');
  const tail = await outputTail();
  return tail === '' ? `the target ${how}` : `the target ${how}; it printed last:\n${tail}`;
}

/** The last lines of the output, from where this process began to write. */
async function tailOf(file: string, from: number): Promise<string> {
  const size = (await stat(file)).size;
  const start = Math.max(from, size - limits.outputTailBytesMax);
  if (size <= start) return '';
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - start), 0, size - start, start);
    return buffer.subarray(0, bytesRead).toString('utf8').trim();
  } finally {
    await handle.close();
  }
}
