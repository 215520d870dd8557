/** What the recorder adds to a DynamoDB request: the same requests with and without it, one of each in turn. */
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { startItemEngine } from '../engines/dynamodb/engine.ts';
import type { Json } from '../model/attack.ts';
import { clientOf, startPlainEngine } from './plainEngine.ts';
import { type Spread, spreadOf } from './sample.ts';

export interface RecorderFigures {
  readonly plainMs: Spread;
  readonly recordedMs: Spread;
  /** Difference of the medians. */
  readonly addedMs: number;
}

const warmUp = 50;
/** As often as a case ends: what was recorded is fetched and undone, outside of what is measured. */
const requestsPerCase = 4;

export async function measureRecorder(tables: readonly Json[], requests: number): Promise<RecorderFigures> {
  const recorded = await startItemEngine({ tables, endpoint: null });
  const plain = await startPlainEngine(tables);
  const [there, here] = [clientOf(plain.endpoint), clientOf(recorded.endpoint)];
  const plainMs: number[] = [];
  const recordedMs: number[] = [];
  try {
    for (let index = 0; index < warmUp + requests; index += 1) {
      const into = index < warmUp ? [] : plainMs;
      const beside = index < warmUp ? [] : recordedMs;
      const measures = [
        async () => void into.push(await timeOf(there, index)),
        async () => void beside.push(await timeOf(here, index)),
      ];
      for (const measure of index % 2 === 0 ? measures : measures.reverse()) await measure();
      if (index % requestsPerCase !== 0) continue;
      await recorded.drain();
      await recorded.undo();
    }
  } finally {
    there.destroy();
    here.destroy();
    await plain.stop();
    await recorded.stop();
  }
  const [without, beside] = [spreadOf(plainMs), spreadOf(recordedMs)];
  return { plainMs: without, recordedMs: beside, addedMs: beside.median - without.median };
}

/** Every second request writes, as in the target. */
async function timeOf(client: ReturnType<typeof clientOf>, index: number): Promise<number> {
  const key = { pk: { S: 'a' }, sk: { S: `k${index >> 2}` } };
  const started = performance.now();
  if (index % 4 < 2)
    await client.send(new PutItemCommand({ TableName: 'notes', Item: { ...key, n: { N: '1' } } }));
  else await client.send(new GetItemCommand({ TableName: 'notes', Key: key }));
  return performance.now() - started;
}
