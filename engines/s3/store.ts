/**
 * Stores objects in memory. Keys are opaque strings, without folders. The first pre-image of every change is stored, so that
 * undo is exact and costs what was touched.
 */
import { createHash } from 'node:crypto';

export interface StoredObject {
  readonly bytes: Buffer;
  /** Headers that answers repeat, in lower case: content type and the like, and `x-amz-meta-…`. */
  readonly headers: Readonly<Record<string, string>>;
  /** With its quotes. */
  readonly etag: string;
  readonly modified: Date;
}

export interface Upload {
  readonly bucket: string;
  readonly key: string;
  readonly headers: StoredObject['headers'];
  readonly parts: ReadonlyMap<number, StoredObject>;
}

export interface ObjectStore {
  readonly buckets: () => readonly string[];
  readonly has: (bucket: string) => boolean;
  readonly addBucket: (bucket: string) => void;
  readonly removeBucket: (bucket: string) => void;
  /** Keys in the order of their UTF-8 bytes. */
  readonly keys: (bucket: string) => readonly string[];
  readonly get: (bucket: string, key: string) => StoredObject | null;
  /** Stores an object, or removes it (null). The bucket must exist. */
  readonly put: (bucket: string, key: string, object: StoredObject | null) => void;
  readonly uploads: ReadonlyMap<string, Upload>;
  readonly setUpload: (id: string, upload: Upload | null) => void;
  readonly seal: () => void;
  readonly undo: () => void;
}

/** An object with these bytes, last modified now. */
export function newObject(bytes: Buffer, headers: StoredObject['headers'], etag?: string): StoredObject {
  const digest = etag ?? `"${createHash('md5').update(bytes).digest('hex')}"`;
  return { bytes, headers, etag: digest, modified: new Date() };
}

/** A store without buckets. */
export function openObjectStore(): ObjectStore {
  const buckets = new Map<string, Map<string, StoredObject>>();
  const uploads = new Map<string, Upload>();
  /** Whether each changed bucket existed, and which object each changed key and which upload each id had. */
  const bucketsBefore = new Map<string, boolean>();
  const objectsBefore = new Map<string, Map<string, StoredObject | null>>();
  const uploadsBefore = new Map<string, Upload | null>();

  const noteBucket = (bucket: string): void => {
    if (!bucketsBefore.has(bucket)) bucketsBefore.set(bucket, buckets.has(bucket));
  };
  const noteObject = (bucket: string, key: string): void => {
    const before = objectsBefore.get(bucket) ?? new Map<string, StoredObject | null>();
    objectsBefore.set(bucket, before);
    if (!before.has(key)) before.set(key, buckets.get(bucket)?.get(key) ?? null);
  };
  const seal = (): void => {
    bucketsBefore.clear();
    objectsBefore.clear();
    uploadsBefore.clear();
  };
  return {
    buckets: () => [...buckets.keys()].sort(),
    has: (bucket) => buckets.has(bucket),
    addBucket: (bucket) => {
      noteBucket(bucket);
      if (!buckets.has(bucket)) buckets.set(bucket, new Map());
    },
    removeBucket: (bucket) => {
      noteBucket(bucket);
      buckets.delete(bucket);
    },
    keys: (bucket) => [...(buckets.get(bucket)?.keys() ?? [])].sort(byBytes),
    get: (bucket, key) => buckets.get(bucket)?.get(key) ?? null,
    put: (bucket, key, object) => {
      noteObject(bucket, key);
      if (object === null) buckets.get(bucket)?.delete(key);
      else buckets.get(bucket)?.set(key, object);
    },
    uploads,
    setUpload: (id, upload) => {
      if (!uploadsBefore.has(id)) uploadsBefore.set(id, uploads.get(id) ?? null);
      putOrRemove(uploads, id, upload);
    },
    seal,
    undo: () => {
      for (const [bucket, was] of bucketsBefore)
        if (was && !buckets.has(bucket)) buckets.set(bucket, new Map());
      for (const [bucket, before] of objectsBefore) {
        const objects = buckets.get(bucket);
        if (objects !== undefined) for (const [key, object] of before) putOrRemove(objects, key, object);
      }
      for (const [bucket, was] of bucketsBefore) if (!was) buckets.delete(bucket);
      for (const [id, upload] of uploadsBefore) putOrRemove(uploads, id, upload);
      seal();
    },
  };
}

function putOrRemove<Value>(map: Map<string, Value>, name: string, value: Value | null): void {
  if (value === null) map.delete(name);
  else map.set(name, value);
}

function byBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
