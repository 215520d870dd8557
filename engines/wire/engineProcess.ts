/**
 * Starts an engine's process and exchanges commands and answers with it, in any order. A process that dies or does not answer
 * in time is lost, and every call to it rejects with `TargetLostError('engine')`.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BugError, EnvironmentError, TargetLostError } from '../../model/errors.ts';
import { limits } from '../../model/limits.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import { socketVariable } from './engineSocket.ts';
import { decodeAnswer, type EngineCommand } from './protocol.ts';
import { countVariable, openRequestCount } from './requestCount.ts';

export interface EngineProcess {
  /** The port on which its recorder listens. */
  readonly port: Promise<number>;
  /** Path of a Unix socket at which its recorder listens too. */
  readonly socket: string | null;
  readonly ask: (command: EngineCommand) => Promise<unknown>;
  /** Whether a request has come since this was asked last. Throws `TargetLostError` if the process is lost. */
  readonly takeRequested: () => boolean;
  /** Kills it at once. */
  readonly kill: () => Promise<void>;
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

let engineCount = 0;

/** A path for a socket in this folder; null without a folder, or if it would be too long. */
function socketIn(folder: string | undefined): string | null {
  if (folder === undefined) return null;
  engineCount += 1;
  const path = join(folder, `engine-${engineCount}.sock`);
  return Buffer.byteLength(path) < limits.socketPathBytesMax ? path : null;
}

/** Starts the process of the engine for `store`, in the folder of that name, with its argument. `folder` holds its socket and a file of its start. */
export async function startEngineProcess(
  store: 'dynamodb' | 's3',
  argument: string,
  folder?: string,
): Promise<EngineProcess> {
  // It is loaded only for runs that have an engine.
  const { execaNode } = await import('execa');
  const called = { dynamodb: 'the DynamoDB engine', s3: 'the S3 engine' }[store];
  const entry = join(packageRoot, 'dist', 'engines', store, 'process.js');
  const count = openRequestCount(folder ?? tmpdir());
  const socket = socketIn(folder);
  const child = execaNode(entry, [argument], {
    ipc: true,
    // Else every answer is kept for as long as the process runs.
    buffer: { ipc: false },
    // Options of this process are not its own: with `node -e CODE` it would run that code instead, which starts it again.
    nodeOptions: [],
    serialization: 'json',
    reject: false,
    stdin: 'ignore',
    all: true,
    cleanup: true,
    env: { NODE_OPTIONS: '', [countVariable]: count.path, [socketVariable]: socket ?? '' },
  });
  const waiting = new Map<number, Waiting>();
  let lost: TargetLostError | null = null;
  let next = 1;
  let taken = 0n;
  const lose = (why: string): void => {
    lost ??= new TargetLostError('engine', `${called} ${why}`);
    for (const { reject, timer } of waiting.values()) {
      clearTimeout(timer);
      reject(lost);
    }
    waiting.clear();
  };
  const wait = (id: number, deadlineMs: number): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        lose(`did not answer within ${deadlineMs / 1_000} s`);
        child.kill('SIGKILL');
      }, deadlineMs);
      waiting.set(id, { resolve, reject, timer });
    });
  child.on('message', (message) => {
    const answer = decodeAnswer(message);
    const asked = waiting.get(answer.id);
    if (asked === undefined) return;
    waiting.delete(answer.id);
    clearTimeout(asked.timer);
    if (answer.ok) asked.resolve(answer.result);
    else if (answer.lost) asked.reject(new TargetLostError('engine', answer.message));
    else asked.reject(new EnvironmentError(`${called}: ${answer.message}`));
  });
  void child.then(({ exitCode, signal, all }) => {
    count.close();
    const how = signal === undefined ? `exit code ${exitCode}` : `signal ${signal}`;
    lose(`died (${how}) ${lastOutputLine(all)}`.trimEnd());
  });
  const port = wait(0, limits.startDeadlineMs).then((result) => {
    count.unlink();
    if (typeof result !== 'number') throw new BugError('the engine process announced no port');
    return result;
  });
  return {
    port,
    socket,
    takeRequested: () => {
      if (lost !== null) throw lost;
      const before = taken;
      taken = count.read();
      return taken !== before;
    },
    ask: async (command) => {
      if (lost !== null) throw lost;
      const id = next;
      next += 1;
      const answered = wait(id, limits.stepDeadlineMs);
      // If a message cannot be sent, the process is dead, which is noticed soon, or hangs.
      child.send({ ...command, id }, () => undefined);
      return answered;
    },
    kill: async () => {
      lose('was stopped');
      child.kill('SIGKILL');
      await child;
    },
  };
}

function lastOutputLine(output: string | undefined): string {
  return output?.trim().split('\n').at(-1) ?? '';
}
