/** The interface of an object engine: an S3 endpoint that records requests and can undo them. */
import type { Json } from './attack.ts';
import type { ObjectImage, ObjectRecord } from './records.ts';

/** A change of the harness itself: other content of the same shape. It is not recorded, but undone like any other. */
export interface ObjectChange {
  readonly bucket: string;
  readonly key: string;
  /** Chooses one of the many possible contents. */
  readonly nonce: string;
}

export interface ObjectEngine {
  /** `http://127.0.0.1:PORT`, for every S3 client of the target. */
  readonly endpoint: string;
  /** A Unix socket at which it listens too; null without a folder for it, or if its path would be too long. */
  readonly socket?: string | null;
  /** The records since the last drain. Rejects with `UndecodedError` or `TargetLostError('engine')`. */
  readonly drain: () => Promise<readonly ObjectRecord[]>;
  /** The objects now are those to which `undo` returns. */
  readonly seal: () => Promise<void>;
  readonly undo: () => Promise<void>;
  /** An object that does not exist is left alone. */
  readonly change: (changes: readonly ObjectChange[]) => Promise<void>;
  /** The present objects, null for those that do not exist. Not recorded. */
  readonly look: (
    places: readonly { readonly bucket: string; readonly key: string }[],
  ) => Promise<readonly (ObjectImage | null)[]>;
  /** All buckets with their objects, for the engine of another world; null where an upload of several parts is open. */
  readonly save: () => Promise<Json | null>;
  /** Holds what another world's engine held, and nothing else. */
  readonly load: (saved: Json) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface ObjectEngineOptions {
  /** Buckets that exist from the start. */
  readonly buckets: readonly string[];
  /** Where the socket and files of the engine's start lie; the system's temporary folder if absent. */
  readonly folder?: string;
}
