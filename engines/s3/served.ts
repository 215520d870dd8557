/** What the process of the S3 engine serves. Its argument is a JSON list of the buckets that exist from the start. */
import { z } from 'zod';
import type { ObjectChange } from '../../model/objectEngine.ts';
import type { Served } from '../wire/serveRecorder.ts';
import { createObjectRecorder } from './recorder.ts';
import type { SavedBucket } from './saved.ts';

/** S3 accepts 5 GiB; tests of names need far less. */
const s3BodyBytesMax = 33_554_432;

const change: z.ZodType<ObjectChange> = z.object({ bucket: z.string(), key: z.string(), nonce: z.string() });
const savedBuckets = z.custom<readonly SavedBucket[]>((value) => Array.isArray(value));
const s3Command = z.object({
  id: z.int(),
  do: z.enum(['drain', 'seal', 'undo', 'write', 'look', 'save', 'load']),
  saved: savedBuckets.optional(),
  writes: z.array(change).optional(),
  objects: z.array(z.object({ bucket: z.string(), key: z.string() })).optional(),
});

const objectRecorder = createObjectRecorder(z.array(z.string()).parse(JSON.parse(process.argv[2] ?? '[]')));

export const served: Served = {
  bodyBytesMax: s3BodyBytesMax,
  handle: async (request) => objectRecorder.handle(request),
  refuseLong: async (head) => objectRecorder.refuseLong(head),
  decode: (message) => {
    const { id, do: verb, writes = [], objects = [], saved = [] } = s3Command.parse(message);
    const work = async (): Promise<unknown> => {
      if (verb === 'write') return objectRecorder.change(writes);
      if (verb === 'load') return objectRecorder.load(saved);
      return verb === 'look' ? objectRecorder.look(objects) : objectRecorder[verb]();
    };
    return { id, work };
  },
  isLost: () => false,
};
