/** Object engines: an S3 endpoint that records, and a way back. */
import type { ObjectImage, ObjectRecord } from './records.ts';

/** One change that the harness makes itself: other content of the same shape. Not recorded, undone like any other. */
export interface ObjectChange {
  readonly bucket: string;
  readonly key: string;
  /** Decides which of the many changed contents it is. */
  readonly nonce: string;
}

export interface ObjectEngine {
  /** `http://127.0.0.1:PORT`, for every S3 client of the target. */
  readonly endpoint: string;
  /** The records since the last drain. Rejects with `UndecodedError` or `TargetLostError('engine')`. */
  readonly drain: () => Promise<readonly ObjectRecord[]>;
  /** The objects now are those to which `undo` returns. */
  readonly seal: () => Promise<void>;
  readonly undo: () => Promise<void>;
  /** An object that does not exist is left alone. */
  readonly change: (changes: readonly ObjectChange[]) => Promise<void>;
  /** The objects as they are, null for what is not there. Not recorded. */
  readonly look: (
    places: readonly { readonly bucket: string; readonly key: string }[],
  ) => Promise<readonly (ObjectImage | null)[]>;
  readonly stop: () => Promise<void>;
}

export interface ObjectEngineOptions {
  /** Buckets that exist from the start. */
  readonly buckets: readonly string[];
}
