/** What an engine has answered is kept by nobody but who asked: a campaign asks for records millions of times. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { askEngine } from '../../../engines/dynamodb/ask.ts';
import { startItemEngine } from '../../../engines/dynamodb/engine.ts';
import type { ItemEngine } from '../../../model/itemEngine.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: unknown = runInNewContext('gc');

it('records that were drained can be forgotten', async () => {
  const engine = await startItemEngine({ tables: [], endpoint: null });
  try {
    await askEngine(engine.endpoint, 'ListTables', {});
    const { length, records } = await drained(engine);
    expect(length).toBe(1);
    // The last answer may stay.
    await engine.undo();
    await new Promise((resolve) => setTimeout(resolve, 10));
    if (typeof collectGarbage === 'function') collectGarbage();
    expect(records.deref() === undefined).toBe(true);
  } finally {
    await engine.stop();
  }
});

async function drained(engine: ItemEngine): Promise<{ length: number; records: WeakRef<object> }> {
  const records = await engine.drain();
  return { length: records.length, records: new WeakRef(records) };
}
