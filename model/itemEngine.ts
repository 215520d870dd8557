/** Item engines: a DynamoDB endpoint with a recorder in front, and a way back. */
import type { Json } from './attack.ts';
import type { ItemImage, WireRecord } from './records.ts';

/** One write that the harness makes itself: an item, or its absence. It is not recorded, and undone like any other. */
export interface HarnessWrite {
  readonly table: string;
  readonly key: ItemImage;
  readonly item: ItemImage | null;
}

export interface ItemEngine {
  /** `http://127.0.0.1:PORT`, the recorder's address, for every client of the target. */
  readonly endpoint: string;
  /** The records since the last drain, all requests answered. Rejects with `UndecodedError` or `TargetLostError('engine')`. */
  readonly drain: () => Promise<readonly WireRecord[]>;
  /** The items now are those to which `undo` returns. */
  readonly seal: () => Promise<void>;
  /** Puts back the pre-image of everything written since `seal` or the last `undo`, tables included. */
  readonly undo: () => Promise<void>;
  readonly write: (writes: readonly HarnessWrite[]) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface ItemEngineOptions {
  /** CreateTable inputs. */
  readonly tables: readonly Json[];
  /** An engine of the user's own; the embedded one where null. */
  readonly endpoint: string | null;
}
