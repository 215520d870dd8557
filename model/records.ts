/** Records of driver and recorders before anything is judged: the input of observers. */
import type { Json } from './attack.ts';

/** A place in source code. `file` is absolute until a reporter shortens it; `line` counts from 1. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly function: string;
  /**
   * For the place of an access: the places of the target's own code that called it, from the inside out; absent if there are
   * none.
   */
  readonly callers?: readonly Location[];
  /** The first line of the function; absent if unknown. */
  readonly start?: number;
  /** Of `callers` and the place itself, those that the fewest operations share, the outermost first; absent without callers. */
  readonly way?: readonly Location[];
}

export type FileAction = 'read' | 'list' | 'create' | 'write' | 'delete' | 'metadata' | 'link' | 'wait';

/**
 * One file event that the audit hook saw, before it happened. `path` is what the kernel would touch, resolved through links;
 * `asked` is what the code passed. `expected`: the hook expects the call to succeed. `refused`: the hook refused it (a write
 * outside the arena).
 */
export interface HookRecord {
  readonly event: string;
  readonly action: FileAction;
  readonly path: string;
  readonly asked: string;
  /** `asked` as an absolute path, not normalised; null if it equals `path`, absent if unknown. */
  readonly full?: string | null;
  readonly expected: boolean;
  readonly refused: boolean;
  /** `device:inode` of a file with several names (hard links), null for others; absent if unknown. */
  readonly node?: string | null;
  /** Innermost frame in the target's own code, else in a library; null without a Python frame. */
  readonly location: Location | null;
  /** Frames from the inside out, of the target and of libraries, at most `limits.stackFramesMax`. */
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
  /** Extended attributes have changed. */
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
  /** `requested`: requested by exact key, but missing. */
  readonly action: 'read' | 'create' | 'write' | 'delete' | 'requested';
  /** The item before, null if there was none or the request did not need it. */
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
  /** Header `x-trespass-call`, by which the driver numbers the call site; null if missing. */
  readonly call: number | null;
  readonly request: Json;
  /** The PartiQL statement that was translated to this request, if one was. */
  readonly statement?: string;
}

/** An object's headers and the beginning of its bytes. */
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
  /** `requested`: requested by its key, but missing. `list`: named by a listing. */
  readonly action: 'read' | 'list' | 'create' | 'write' | 'delete' | 'requested';
  /** The object before, null if there was none or the request did not need it. */
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

/** The response of a step, for every kind of operation. */
export interface StepResponse {
  /** HTTP status; null for callables and Storages. */
  readonly status: number | null;
  readonly headers: readonly (readonly [string, string])[];
  /** Body, or the text form of the returned value, base64. */
  readonly body: string;
  /** The returned value as JSON if it is JSON (or an HTTP body of that type), else null. */
  readonly value: Json;
  /** An exception that left the target, or to which it answered with status 500. */
  readonly exception: {
    readonly type: string;
    readonly message: string;
    readonly location: Location | null;
  } | null;
  /** The step failed because the driver refused an action: a write outside the arena, a connection to another machine. */
  readonly refusedByGuard?: true;
}

/** One lookup of a path below the intruder's zones; a list of them is in the order of the step. */
export interface ZoneAccess {
  /** The action that followed; `look` for a check that opens nothing. */
  readonly action: ZoneAction;
  /** Absolute path as the code named it. */
  readonly path: string;
  /** Whether anything existed there. */
  readonly exists: boolean;
  /** One name in a folder that the code holds open (`dir_fd`), at which no link is followed (`O_NOFOLLOW`). */
  readonly held?: boolean;
  readonly location: Location | null;
}

/**
 * One access of a step before which another step can be done: a request to DynamoDB or S3, or a lookup of a file in the sandbox.
 * A list of them is in the order of the step; what the step's further threads do is left out.
 */
export interface Turn {
  readonly action: ZoneAction | 'request';
  /** Absolute path as the code named it; empty for a request. */
  readonly path: string;
  /** Number of a request, as in `x-trespass-call`; null for files, and if unknown. */
  readonly call: number | null;
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
