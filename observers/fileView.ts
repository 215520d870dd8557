/**
 * The types of what file observers are given for a step: its report, and how its paths relate to the arena and to owners:
 * `/a/m/r0/media/8/a.txt` is in the sandbox and the victim's.
 */
import type { FileChange } from '../model/change.ts';
import type { Action, Owner } from '../model/observation.ts';
import type { HookRecord, Location, TripwireRecord } from '../model/records.ts';
import type { Walk } from '../model/walk.ts';

export interface FileView {
  readonly step: number;
  readonly operation: string;
  readonly actor: string;
  readonly moat: string;
  readonly arena: string;
  /** Sandbox roots, the temporary folder included, with the names that reports use. */
  readonly roots: readonly { readonly path: string; readonly shown: string }[];
  readonly tripwires: boolean;
  /** Owner of a path in the sandbox, before the step. */
  readonly ownerOf: (path: string, action: Action) => Owner;
  /** Whether a path of the real system ends in a name that the attacker sent. */
  readonly isNamed: (path: string) => boolean;
  /** Real paths that the harmless runs read, or tried to write and were refused. */
  readonly isUsual: (path: string) => boolean;
  /** Whether harmless runs of the operation also tried to write there and were refused. */
  readonly isForgotten: (path: string) => boolean;
  /** Folders of the sandbox that the operation is given and keeps to; null if it may change any. */
  readonly given: readonly string[] | null;
  /** Decoy folders in the sandbox, beside those that operations are given: they count as moat. */
  readonly neighbours: readonly string[];
  /** Whether the path existed before the case created or moved something there. */
  readonly existed: (path: string) => boolean;
  /** Whether the path exists now. */
  readonly exists: (path: string) => boolean;
  /** `device:inode` of the file at the path now, null if there is none. */
  readonly nodeOf: (path: string) => string | null;
  /** How an absolute path as a call named it led to the touched one, component by component; null if it did not. */
  readonly walk: (full: string, touched: string) => Walk | null;
}

export interface FileReport {
  readonly hooks: readonly HookRecord[];
  /** The places at which the step started other processes. */
  readonly spawned?: readonly Location[];
  readonly tripwires: readonly TripwireRecord[];
  readonly changes: readonly FileChange[];
  /** Threads or processes of an earlier step worked meanwhile: a change without a call of this step may be theirs. */
  readonly beside?: true;
  /** How many hook records precede the detection that the temporary folder is another file system; absent if it is not. */
  readonly apartFrom?: number;
}
