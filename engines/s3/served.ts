/** What the process of the S3 engine serves. Its argument is a JSON list of the buckets that exist from the start. */
import { BugError } from '../../model/errors.ts';
import type { ObjectChange } from '../../model/objectEngine.ts';
import { commandFrame } from '../wire/commandFrame.ts';
import type { Served } from '../wire/serveRecorder.ts';
import { createObjectRecorder } from './recorder.ts';
import type { SavedBucket } from './saved.ts';

/** S3 accepts 5 GiB; tests of names need far less. */
const s3BodyBytesMax = 33_554_432;

const verbs = ['drain', 'seal', 'undo', 'write', 'look', 'save', 'load'] as const;

const objectRecorder = createObjectRecorder(bucketsOf(JSON.parse(process.argv[2] ?? '[]')));

export const servedObjects: Served = {
  bodyBytesMax: s3BodyBytesMax,
  handle: async (request) => objectRecorder.handle(request),
  refuseLong: async (head) => objectRecorder.refuseLong(head),
  decode: (message) => {
    const { id, verb, list } = commandFrame(message, verbs);
    const work = async (): Promise<unknown> => {
      if (verb === 'write') return objectRecorder.change(list<ObjectChange>('writes'));
      if (verb === 'load') return objectRecorder.load(list<SavedBucket>('saved'));
      if (verb === 'look') return objectRecorder.look(list<Omit<ObjectChange, 'nonce'>>('objects'));
      return objectRecorder[verb]();
    };
    return { id, work };
  },
  isLost: () => false,
};

function bucketsOf(argument: unknown): readonly string[] {
  if (Array.isArray(argument)) return argument.map(String);
  throw new BugError('the argument of the S3 engine is no list of buckets');
}
