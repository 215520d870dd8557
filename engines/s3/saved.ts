/** Represents buckets as JSON: read from a store, and put into that of another world. */
import type { ObjectStore, StoredObject } from './store.ts';

export interface SavedBucket {
  readonly name: string;
  readonly objects: readonly (Pick<StoredObject, 'headers' | 'etag'> & {
    readonly key: string;
    /** Base64. */
    readonly bytes: string;
    /** Milliseconds since 1970. */
    readonly modifiedMs: number;
  })[];
}

/** All buckets; null while an upload of several parts is open, because its parts are not saved. */
export function savedBuckets(store: ObjectStore): readonly SavedBucket[] | null {
  if (store.uploads.size > 0) return null;
  return store.buckets().map((name) => ({
    name,
    objects: store.keys(name).flatMap((key) => {
      const object = store.get(name, key);
      if (object === null) return [];
      const { headers, etag, bytes, modified } = object;
      return [{ key, headers, etag, bytes: bytes.toString('base64'), modifiedMs: modified.getTime() }];
    }),
  }));
}

/** Gives a store these buckets, and no others. */
export function loadBuckets(store: ObjectStore, saved: readonly SavedBucket[]): void {
  for (const bucket of store.buckets()) store.removeBucket(bucket);
  for (const { name, objects } of saved) {
    store.addBucket(name);
    for (const { key, bytes, headers, etag, modifiedMs } of objects)
      store.put(name, key, {
        ...{ headers, etag },
        bytes: Buffer.from(bytes, 'base64'),
        modified: new Date(modifiedMs),
      });
  }
}
