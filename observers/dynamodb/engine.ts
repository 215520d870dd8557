/**
 * Item engines: starts the engine's process, makes the tables, and speaks to it. A process that dies or hangs is
 * lost: every call then rejects with `TargetLostError('engine')`, and a new engine can be started.
 */
import { join } from 'node:path';
import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { execaNode } from 'execa';
import type { Json } from '../../model/attack.ts';
import {
  BugError,
  EnvironmentError,
  messageOf,
  TargetLostError,
  UndecodedError,
} from '../../model/errors.ts';
import type { ItemEngine, ItemEngineOptions } from '../../model/itemEngine.ts';
import { limits } from '../../model/limits.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import { decodeAnswer, decodeDrained, type EngineCommand } from './protocol.ts';

/** Starts an engine. Rejects with an `EnvironmentError` where it does not start or refuses a table. */
export async function startItemEngine({ tables, endpoint }: ItemEngineOptions): Promise<ItemEngine> {
  const channel = openChannel(endpoint);
  try {
    const port = await channel.port;
    const recorded = `http://127.0.0.1:${port}`;
    await createTables(recorded, tables);
    await channel.ask({ do: 'seal' });
    return {
      endpoint: recorded,
      drain: async () => {
        const { records, undecoded } = decodeDrained(await channel.ask({ do: 'drain' }));
        if (undecoded.length > 0) throw new UndecodedError(undecoded.join('; '));
        return records;
      },
      seal: async () => void (await channel.ask({ do: 'seal' })),
      undo: async () => void (await channel.ask({ do: 'undo' })),
      write: async (writes) => void (await channel.ask({ do: 'write', writes })),
      stop: channel.stop,
    };
  } catch (thrown) {
    await channel.stop();
    throw thrown;
  }
}

interface Channel {
  readonly port: Promise<number>;
  readonly ask: (command: EngineCommand) => Promise<unknown>;
  readonly stop: () => Promise<void>;
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

function openChannel(endpoint: string | null): Channel {
  const entry = join(packageRoot, 'dist', 'observers', 'dynamodb', 'process.js');
  const child = execaNode(entry, [endpoint ?? ''], {
    ipc: true,
    reject: false,
    stdin: 'ignore',
    all: true,
    cleanup: true,
  });
  const waiting = new Map<number, Waiting>();
  let lost: TargetLostError | null = null;
  let next = 1;
  const lose = (why: string): void => {
    lost ??= new TargetLostError('engine', `the DynamoDB engine ${why}`);
    for (const { reject, timer } of waiting.values()) {
      clearTimeout(timer);
      reject(lost);
    }
    waiting.clear();
  };
  const wait = (id: number): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        lose(`did not answer within ${limits.stepDeadlineMs / 1000} s`);
        child.kill('SIGKILL');
      }, limits.stepDeadlineMs);
      waiting.set(id, { resolve, reject, timer });
    });
  child.on('message', (message) => {
    const answer = decodeAnswer(message);
    const asked = waiting.get(answer.id);
    if (asked === undefined) return;
    waiting.delete(answer.id);
    clearTimeout(asked.timer);
    if (answer.ok) asked.resolve(answer.result);
    else asked.reject(new EnvironmentError(`the DynamoDB engine: ${answer.message}`));
  });
  void child.then(({ exitCode, signal, all }) =>
    lose(`died (${signal ?? `exit code ${exitCode}`}): ${lastLine(all)}`),
  );
  const port = wait(0).then((result) => {
    if (typeof result !== 'number') throw new BugError('the engine process announced no port');
    return result;
  });
  return {
    port,
    ask: async (command) => {
      if (lost !== null) throw lost;
      const id = next;
      next += 1;
      const answered = wait(id);
      child.send({ ...command, id });
      return answered;
    },
    stop: async () => {
      child.kill('SIGKILL');
      await child;
    },
  };
}

function lastLine(output: string | undefined): string {
  return output?.trim().split('\n').at(-1) ?? '';
}

async function createTables(endpoint: string, tables: readonly Json[]): Promise<void> {
  if (tables.length === 0) return;
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'trespass', secretAccessKey: 'trespass' },
    maxAttempts: 1,
  });
  try {
    for (const table of tables)
      await client.send(new CreateTableCommand(table as unknown as CreateTableCommandInput));
  } catch (thrown) {
    throw new EnvironmentError(`dynamodb.tables: the engine refused a table: ${messageOf(thrown)}`, {
      cause: thrown,
    });
  } finally {
    client.destroy();
  }
}
