/** What the driver and the wire saw, before anyone has judged it: the raw material of observers. */
import type { Json } from './attack.ts';

/** A place in source code. `file` is absolute until a reporter shortens it; `line` counts from 1. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly function: string;
  /** For where something was done: the places of the target's own that called it, from the inside out; absent without any. */
  readonly callers?: readonly Location[];
  /** The line at which the function begins; absent where it is not known. */
  readonly start?: number;
  /**
   * Of `callers` and the place itself, what the fewest operations go through, the outermost first; absent where nothing of the
   * target's own called it.
   */
  readonly way?: readonly Location[];
}

export type FileAction = 'read' | 'list' | 'create' | 'write' | 'delete' | 'metadata' | 'link' | 'wait';

/**
 * One file event that the audit hook saw, before it happened. `path` is what the kernel would touch, resolved
 * through links; `asked` is what the code passed. `expected` says whether the hook expects the call to
 * succeed; `refused` that the hook forbade it (a write outside the arena).
 */
export interface HookRecord {
  readonly event: string;
  readonly action: FileAction;
  readonly path: string;
  readonly asked: string;
  /** `asked` as an absolute path that nobody tidied; null where it is `path`, absent where it is not known. */
  readonly full?: string | null;
  readonly expected: boolean;
  readonly refused: boolean;
  /** `device:inode` of a file that has several names (hard links), null of all others; absent where it is not known. */
  readonly node?: string | null;
  /** Innermost frame in the target's own code, else in a library; null where there is no Python frame. */
  readonly location: Location | null;
  /** Frames from the inside out, the target's own and libraries', at most `limits.stackFramesMax`. */
  readonly stack: readonly Location[];
}

/** An event of the kernel for a watched folder or file (inotify(7) masks as words). `path` is absolute. */
export interface TripwireRecord {
  readonly path: string;
  readonly kinds: readonly TripwireKind[];
  readonly directory: boolean;
}

export type TripwireKind =
  | 'open'
  | 'access'
  | 'modify'
  | 'attribute'
  /** Extended attributes are others now. */
  | 'extended'
  | 'close-write'
  | 'create'
  | 'delete'
  | 'moved-from'
  | 'moved-to'
  | 'overflow';

/** A typed DynamoDB attribute map as on the wire: `{"pk": {"S": "a"}}`. */
export type ItemImage = Readonly<Record<string, Json>>;

/** One touched item of a DynamoDB request. `key` holds the base table's key attributes only. */
export interface ItemTouch {
  readonly table: string;
  readonly key: ItemImage;
  /** `requested`: asked for by exact key and not there. */
  readonly action: 'read' | 'create' | 'write' | 'delete' | 'requested';
  /** The item before, null where there was none or where the request did not need it. */
  readonly before: ItemImage | null;
  /** The item after a write or as returned by a read; null after a delete. */
  readonly after: ItemImage | null;
}

/** One DynamoDB request, decoded. */
export interface WireRecord {
  readonly sequence: number;
  readonly operation: string;
  readonly table: string | null;
  readonly status: number;
  readonly touches: readonly ItemTouch[];
  /** Header `x-trespass-call`, by which the driver names the call site; null where it is missing. */
  readonly call: number | null;
  readonly request: Json;
  /** The PartiQL statement that was translated to this request, if one was. */
  readonly statement?: string;
}

/** An object as it was: what the head of it says, and the start of its bytes. */
export interface ObjectImage {
  readonly bytes: number;
  readonly type: string;
  /** User metadata, `x-amz-meta-` left out of the names. */
  readonly metadata: Readonly<Record<string, string>>;
  /** At most `limits.objectExcerptBytesMax` of the content, one character a byte. */
  readonly content: string;
}

/** One touched object of an S3 request. */
export interface ObjectTouch {
  readonly bucket: string;
  readonly key: string;
  /** `requested`: asked for by its key and not there. `list`: named by a listing. */
  readonly action: 'read' | 'list' | 'create' | 'write' | 'delete' | 'requested';
  /** The object before, null where there was none or where the request did not need it. */
  readonly before: ObjectImage | null;
  /** The object after a write or as returned by a read; null after a delete and for a listing. */
  readonly after: ObjectImage | null;
}

/** One S3 request, decoded. */
export interface ObjectRecord {
  readonly sequence: number;
  readonly operation: string;
  readonly bucket: string | null;
  readonly status: number;
  readonly touches: readonly ObjectTouch[];
  readonly call: number | null;
}

/** What a step answered, whatever kind of operation it was. */
export interface StepResponse {
  /** HTTP status; null for callables and Storages. */
  readonly status: number | null;
  readonly headers: readonly (readonly [string, string])[];
  /** Body, or the text form of the returned value, base64. */
  readonly body: string;
  /** The returned value as JSON where it is JSON (an HTTP body of that type included), else null. */
  readonly value: Json;
  /** An exception that left the target, or that it answered with status 500. */
  readonly exception: {
    readonly type: string;
    readonly message: string;
    readonly location: Location | null;
  } | null;
  /** The step failed because the driver refused what it was about to do: a write outside the arena, a peer on the network. */
  readonly refusedByGuard?: true;
}

/** One lookup of a path below the intruder's zones, in the order in which a step made them. */
export interface ZoneAccess {
  /** What was about to be done; `look` for a check that opens nothing. */
  readonly action: ZoneAction;
  /** Absolute path as the code named it. */
  readonly path: string;
  /** Whether anything was there. */
  readonly exists: boolean;
  /** One name in a folder that the code holds open (`dir_fd`), at which no link is followed (`O_NOFOLLOW`). */
  readonly held?: boolean;
  readonly location: Location | null;
}

export type ZoneAction = (typeof zoneActions)[number];

export const zoneActions = [
  'look',
  'read',
  'list',
  'write',
  'create',
  'rename',
  'delete',
  'metadata',
] as const;
