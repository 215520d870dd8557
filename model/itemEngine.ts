/** The interface of an item engine: a DynamoDB endpoint that records requests and can undo them. */
import type { Json } from './attack.ts';
import type { ItemImage, WireRecord } from './records.ts';

/** A write of the harness itself: an item, or its deletion. It is not recorded, but undone like any other. */
export interface HarnessWrite {
  readonly table: string;
  readonly key: ItemImage;
  readonly item: ItemImage | null;
}

export interface EngineAddress {
  /** `http://127.0.0.1:PORT`, the recorder's address, for every client of the target. */
  readonly endpoint: string;
  /** A Unix socket at which the recorder listens too; null without a folder for it, or if its path would be too long. */
  readonly socket?: string | null;
}

export interface ItemEngine extends EngineAddress {
  /** The records since the last drain, all requests answered. Rejects with `UndecodedError` or `TargetLostError('engine')`. */
  readonly drain: () => Promise<readonly WireRecord[]>;
  /** The items now are those to which `undo` returns. */
  readonly seal: () => Promise<void>;
  /** Restores the pre-image of everything written since `seal` or the last `undo`, tables included. */
  readonly undo: () => Promise<void>;
  readonly write: (writes: readonly HarnessWrite[]) => Promise<void>;
  /** All tables with their items and tags, for the engine of another world; null where worlds share one engine. */
  readonly save: () => Promise<Json | null>;
  /** Holds what another world's engine held, and nothing else. */
  readonly load: (saved: Json) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface ItemEngineOptions {
  /** CreateTable inputs. */
  readonly tables: readonly Json[];
  /** An engine of the user's own; the embedded one where null. */
  readonly endpoint: string | null;
  /** Where the socket and files of the engine's start lie; the system's temporary folder if absent. */
  readonly folder?: string;
  /** Called as soon as the address is known, at which requests wait for the engine; it has no tables yet. */
  readonly onListening?: (address: EngineAddress) => void;
}
