/** Decodes the harness's commands to DynamoDB's recorder, sent over the channel of `engines/wire/protocol.ts`. No I/O. */
import { z } from 'zod';
import type { ItemImage, WireRecord } from '../../model/records.ts';
import type { Recorder } from './recorder.ts';
import type { TableSnapshot } from './tables.ts';
import type { Drained } from './tape.ts';

// Both ends are one version of one package, so items are trusted and only the frame is checked.
const image = z.custom<ItemImage>((value) => typeof value === 'object' && value !== null);
const write = z.object({ table: z.string(), key: image, item: image.nullable() });
const savedTable = z.custom<TableSnapshot>((value) => typeof value === 'object' && value !== null);
const dynamodbCommand = z.object({
  id: z.int(),
  do: z.enum(['drain', 'seal', 'undo', 'write', 'save', 'load']),
  writes: z.array(write).optional(),
  saved: z.array(savedTable).optional(),
});
const wireRecords = z.custom<readonly WireRecord[]>((value) => Array.isArray(value));
const drainedRequests = z.object({ records: wireRecords, undecoded: z.array(z.string()) });

/** The work that a message asks for. */
export function decodeCommand(
  message: unknown,
  recorder: Recorder,
): { id: number; work: () => Promise<unknown> } {
  const { id, do: verb, writes = [], saved = [] } = dynamodbCommand.parse(message);
  const work = (): Promise<unknown> => {
    if (verb === 'write') return recorder.write(writes);
    return verb === 'load' ? recorder.load(saved) : recorder[verb]();
  };
  return { id, work };
}

export function decodeDrained(result: unknown): Drained {
  return drainedRequests.parse(result);
}
