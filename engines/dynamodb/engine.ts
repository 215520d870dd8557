/**
 * Starts an engine's process, creates the tables and sends it commands. A user's own engine is restored when the run stops: its
 * items come back, and tables that were created for the run are deleted.
 */
import { z } from 'zod';
import type { Json } from '../../model/attack.ts';
import { EnvironmentError, messageOf, TargetLostError, UndecodedError } from '../../model/errors.ts';
import type { ItemEngine, ItemEngineOptions } from '../../model/itemEngine.ts';
import { memberOf, objectIn, textIn } from '../../model/json.ts';
import type { WireRecord } from '../../model/records.ts';
import { type EngineProcess, startEngineProcess } from '../wire/engineProcess.ts';
import { askEngine, RefusedError, requireListener } from './ask.ts';
import type { Drained } from './tape.ts';

// Both ends are one version of one package, so records are trusted and only the frame is checked.
const wireRecords = z.custom<readonly WireRecord[]>((value) => Array.isArray(value));
const drainedRequests: z.ZodType<Drained> = z.object({
  records: wireRecords,
  undecoded: z.array(z.string()),
});

/** Starts an engine. Rejects with an `EnvironmentError` if it does not start or refuses a table. */
export async function startItemEngine({
  tables,
  endpoint,
  folder,
  onListening,
}: ItemEngineOptions): Promise<ItemEngine> {
  if (endpoint !== null) await requireListener(endpoint);
  const engine = await startEngineProcess('dynamodb', endpoint ?? '', folder);
  try {
    const recorded = `http://127.0.0.1:${await engine.port}`;
    onListening?.({ endpoint: recorded, socket: engine.socket });
    const made = await createTables(recorded, tables, endpoint !== null);
    await engine.ask({ do: 'seal' });
    // Every request shows up in a drain. Without any there is nothing to undo, and no need to ask the process.
    let asked: boolean | null = null;
    return {
      endpoint: recorded,
      socket: engine.socket,
      drain: async () => {
        if (!engine.takeRequested()) {
          asked ??= false;
          return [];
        }
        const { records, undecoded } = drainedRequests.parse(await engine.ask({ do: 'drain' }));
        asked = asked === true || records.length > 0;
        if (undecoded.length > 0) throw new UndecodedError(undecoded.join('; '));
        return records;
      },
      seal: async () => void (await engine.ask({ do: 'seal' })),
      undo: async () => {
        if (asked !== false) await engine.ask({ do: 'undo' });
        asked = null;
      },
      write: async (writes) => {
        asked = true;
        await engine.ask({ do: 'write', writes });
      },
      save: async () => (endpoint === null ? z.json().parse(await engine.ask({ do: 'save' })) : null),
      load: async (saved) => {
        await engine.ask({ do: 'load', saved });
        asked = null;
      },
      stop: async () => {
        if (endpoint !== null) await leaveEngine(engine, recorded, made).finally(engine.kill);
        else await engine.kill();
      },
    };
  } catch (thrown) {
    await engine.kill();
    throw thrown;
  }
}

/** Restores an engine that the user goes on to run. If it is lost that is impossible, but the run has failed already. */
async function leaveEngine(engine: EngineProcess, endpoint: string, made: readonly string[]): Promise<void> {
  try {
    await engine.ask({ do: 'undo' });
    for (const TableName of made) await askEngine(endpoint, 'DeleteTable', { TableName });
  } catch (thrown) {
    const lost = await engine.ask({ do: 'drain' }).then(
      () => false,
      (error: unknown) => error instanceof TargetLostError,
    );
    if (lost) return;
    throw new EnvironmentError(`the DynamoDB engine was not put back: ${messageOf(thrown)}`, {
      cause: thrown,
    });
  }
}

/** Creates the tables; returns the names of new ones, because a user's own engine may have some already. */
async function createTables(
  endpoint: string,
  tables: readonly Json[],
  mayExist: boolean,
): Promise<readonly string[]> {
  const made: string[] = [];
  for (const table of tables) {
    try {
      const answer = await askEngine(endpoint, 'CreateTable', table);
      const name = textIn(objectIn(answer, 'TableDescription') ?? undefined, 'TableName');
      if (name !== null) made.push(name);
    } catch (thrown) {
      if (mayExist && thrown instanceof RefusedError && thrown.type === 'ResourceInUseException') continue;
      const name = memberOf(table, 'TableName') ?? 'without a TableName';
      throw new EnvironmentError(
        `dynamodb.tables: the engine refused the table ${typeof name === 'string' ? name : JSON.stringify(name)}: ${messageOf(thrown)}; each is the input of a CreateTable`,
        { cause: thrown },
      );
    }
  }
  return made;
}
