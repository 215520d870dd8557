/**
 * The S3 recorder: carries out requests in memory, one at a time, and records them. An operation that it lacks is refused as
 * not implemented and fails the run by its name.
 */
import { limits } from '../../model/limits.ts';
import type { ObjectChange } from '../../model/objectEngine.ts';
import type { ObjectImage, ObjectRecord } from '../../model/records.ts';
import { callNumberOf, type RawAnswer, type RawRequest, reasonCharactersMax } from '../wire/rawRequest.ts';
import * as listings from './listings.ts';
import * as objects from './objects.ts';
import { failAnswer, type ObjectAnswer, objectImage, type Perform } from './operation.ts';
import { perturbObject } from './perturb.ts';
import { readRequest, type S3Request } from './request.ts';
import { loadBuckets, type SavedBucket, savedBuckets } from './saved.ts';
import { type ObjectStore, openObjectStore } from './store.ts';
import * as uploads from './uploads.ts';
import { s3Error } from './xml.ts';

export interface DrainedObjects {
  readonly records: readonly ObjectRecord[];
  /** Why some requests could not be carried out, a sentence each. */
  readonly undecoded: readonly string[];
}

export interface ObjectRecorder {
  readonly handle: (request: RawRequest) => RawAnswer;
  readonly refuseLong: (head: Omit<RawRequest, 'body'>) => RawAnswer;
  readonly drain: () => DrainedObjects;
  readonly seal: () => void;
  readonly undo: () => void;
  readonly change: (changes: readonly ObjectChange[]) => void;
  /** Null where an upload of several parts is open. */
  readonly save: () => readonly SavedBucket[] | null;
  /** Replaces every bucket, also as the state to which `undo` returns. */
  readonly load: (saved: readonly SavedBucket[]) => void;
  readonly look: (places: readonly Omit<ObjectChange, 'nonce'>[]) => readonly (ObjectImage | null)[];
}

const performs: Readonly<Record<string, Perform>> = {
  ListBuckets: listings.listBuckets,
  CreateBucket: listings.createBucket,
  HeadBucket: listings.headBucket,
  DeleteBucket: listings.deleteBucket,
  GetBucketLocation: listings.bucketLocation,
  ListObjectsV2: listings.listObjectsV2,
  ListObjects: listings.listObjects,
  PutObject: objects.putObject,
  GetObject: objects.getObject,
  HeadObject: objects.getObject,
  CopyObject: objects.copyObject,
  DeleteObject: objects.deleteObject,
  DeleteObjects: objects.deleteObjects,
  CreateMultipartUpload: uploads.createUpload,
  UploadPart: uploads.uploadPart,
  UploadPartCopy: uploads.uploadPartCopy,
  CompleteMultipartUpload: uploads.completeUpload,
  AbortMultipartUpload: uploads.abortUpload,
};

/** S3's own limit for the length of a key. */
const keyBytesMax = 1_024;

/** A recorder with an empty store and these buckets. */
export function createObjectRecorder(buckets: readonly string[]): ObjectRecorder {
  const store = openObjectStore();
  for (const bucket of buckets) store.addBucket(bucket);
  store.seal();
  let records: ObjectRecord[] = [];
  let undecoded = new Set<string>();
  let sequence = 0;
  const forget = (): void => {
    records = [];
    undecoded = new Set();
  };
  const refuse = (unsafeWhy: string): RawAnswer => {
    const why = unsafeWhy.slice(0, reasonCharactersMax);
    undecoded.add(why);
    return s3Error(501, 'NotImplemented', why);
  };
  const keep = (
    raw: Omit<RawRequest, 'body'>,
    operation: string,
    bucket: string | null,
    done: ObjectAnswer,
  ): RawAnswer => {
    if (records.length >= limits.wireRecordsPerStepMax)
      undecoded.add(`more than ${records.length} S3 requests came before they were collected`);
    else {
      sequence += 1;
      const { answer, touches } = done;
      records.push({ sequence, operation, bucket, status: answer.status, touches, call: callNumberOf(raw) });
    }
    return done.answer;
  };
  return {
    handle: (raw) => {
      const request = readRequest(raw);
      if (typeof request === 'string') return refuse(request);
      const bucket = request.bucket === '' ? null : request.bucket;
      return keep(raw, request.operation, bucket, performRequest(request, store));
    },
    refuseLong: (head) =>
      keep(
        head,
        `${head.method} of a long body`,
        null,
        failAnswer(400, 'EntityTooLarge', 'The request is too long.'),
      ),
    drain: () => {
      const drained = { records, undecoded: [...undecoded] };
      forget();
      return drained;
    },
    seal: () => {
      forget();
      store.seal();
    },
    undo: () => {
      forget();
      store.undo();
    },
    change: (changes) => {
      for (const { bucket, key, nonce } of changes) {
        const object = store.get(bucket, key);
        if (object !== null) store.put(bucket, key, perturbObject(object, nonce));
      }
    },
    save: () => savedBuckets(store),
    load: (saved) => {
      loadBuckets(store, saved);
      forget();
      store.seal();
    },
    look: (places) =>
      places.map(({ bucket, key }) => {
        const object = store.get(bucket, key);
        return object === null ? null : objectImage(object);
      }),
  };
}

function performRequest(request: S3Request, store: ObjectStore): ObjectAnswer {
  const { operation, bucket, key } = request;
  if (bucket !== '' && operation !== 'CreateBucket' && !store.has(bucket))
    return failAnswer(404, 'NoSuchBucket', 'The specified bucket does not exist');
  if (Buffer.byteLength(key) > keyBytesMax) return failAnswer(400, 'KeyTooLongError', 'Your key is too long');
  return performs[operation]?.(request, store) ?? failAnswer(501, 'NotImplemented', operation);
}
