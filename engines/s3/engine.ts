/** Starts the S3 engine's process and sends it commands. */
import { z } from 'zod';
import { UndecodedError } from '../../model/errors.ts';
import type { ObjectEngine, ObjectEngineOptions } from '../../model/objectEngine.ts';
import type { ObjectImage, ObjectRecord } from '../../model/records.ts';
import { startEngineProcess } from '../wire/engineProcess.ts';

// Both ends are one version of one package, so records are trusted and only the frame is checked.
const objectRecords = z.custom<readonly ObjectRecord[]>((value) => Array.isArray(value));
const objectImages = z.custom<readonly (ObjectImage | null)[]>((value) => Array.isArray(value));
const drainedObjects = z.object({ records: objectRecords, undecoded: z.array(z.string()) });

/** Starts an engine. Rejects with an `EnvironmentError` if it does not start. */
export async function startObjectEngine({ buckets, folder }: ObjectEngineOptions): Promise<ObjectEngine> {
  const engine = await startEngineProcess('s3', JSON.stringify(buckets), folder);
  try {
    // Every request shows up in a drain. Without any there is nothing to undo, and no need to ask the process.
    let asked: boolean | null = null;
    return {
      endpoint: `http://127.0.0.1:${await engine.port}`,
      socket: engine.socket,
      drain: async () => {
        if (!engine.takeRequested()) {
          asked ??= false;
          return [];
        }
        const answer = drainedObjects.parse(await engine.ask({ do: 'drain' }));
        asked = asked === true || answer.records.length > 0;
        if (answer.undecoded.length > 0) throw new UndecodedError(answer.undecoded.join('; '));
        return answer.records;
      },
      seal: async () => void (await engine.ask({ do: 'seal' })),
      undo: async () => {
        if (asked !== false) await engine.ask({ do: 'undo' });
        asked = null;
      },
      change: async (writes) => {
        asked = true;
        await engine.ask({ do: 'write', writes });
      },
      look: async (places) => {
        const objects = places.map(({ bucket, key }) => ({ bucket, key }));
        return objectImages.parse(await engine.ask({ do: 'look', objects }));
      },
      save: async () => z.json().parse(await engine.ask({ do: 'save' })),
      load: async (saved) => {
        await engine.ask({ do: 'load', saved });
        asked = null;
      },
      stop: engine.kill,
    };
  } catch (thrown) {
    await engine.kill();
    throw thrown;
  }
}
