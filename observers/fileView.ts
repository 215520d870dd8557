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
  /** Sandbox roots, the temporary folder included, with the names by which they are shown. */
  readonly roots: readonly { readonly path: string; readonly shown: string }[];
  readonly tripwires: boolean;
  /** Owner of a path in the sandbox, before the step. */
  readonly ownerOf: (path: string, action: Action) => Owner;
  /** Whether a path of the real system ends in a name that the attacker sent. */
  readonly isNamed: (path: string) => boolean;
  /** Real paths that harmless traffic was seen to read or was forbidden to write. */
  readonly isUsual: (path: string) => boolean;
  /** Whether harmless runs of the operation were refused to write there as well. */
  readonly isForgotten: (path: string) => boolean;
  /** Folders of the sandbox that the operation is given and keeps to; null where it may change any. */
  readonly given: readonly string[] | null;
  /** Decoy folders of the sandbox, beside folders that operations are given: they count as moat. */
  readonly neighbours: readonly string[];
  /** Whether anything had this path before the case made or moved something there. */
  readonly existed: (path: string) => boolean;
  /** Whether anything has this path now. */
  readonly exists: (path: string) => boolean;
  /** `device:inode` of what has this path now, null where nothing has. */
  readonly nodeOf: (path: string) => string | null;
  /** How a path that a call named, absolute and untidied, led to what was touched; null where it did not. */
  readonly walk: (full: string, touched: string) => Walk | null;
}

export interface FileReport {
  readonly hooks: readonly HookRecord[];
  /** Where the step started other processes. */
  readonly spawned?: readonly Location[];
  readonly tripwires: readonly TripwireRecord[];
  readonly changes: readonly FileChange[];
  /** What an earlier step has left at work went on meanwhile: what no call of this step explains may be its doing. */
  readonly beside?: true;
  /** How many of the hooks came before the temporary folder was found to be another file system; absent where it was not. */
  readonly apartFrom?: number;
}
