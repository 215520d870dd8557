/**
 * What a case is made of in one world, so concrete that it can be done without Trespass: the state before it, each step as the
 * target gets it, and where the world lay. `kits/` makes a stand-alone reproduction of it.
 */
import type { Json } from './attack.ts';
import type { StepRequest, TargetOptions } from './target.ts';

/** A file, folder, link or pipe that is there before the first step. All paths are absolute. */
export interface LaidEntry {
  readonly path: string;
  readonly kind: 'directory' | 'file' | 'symlink' | 'special';
  /** Permission bits. */
  readonly mode: number;
  /** Of a file, its bytes; of a link, the bytes of its target; null for others. */
  readonly content: Uint8Array | null;
  /** Files with one inode have one number. */
  readonly inode: string;
  /** The attack planted it. */
  readonly planted: boolean;
}

/** A value that a later step takes from the answer of an earlier one. */
export interface ReturnedValue {
  readonly step: number;
  /** A member of the answer, such as `asset.id`. */
  readonly field: string;
}

/** What stands for such a value in the requests of later steps. */
export function returnedMark(step: number, field: string): string {
  return `@RETURNED ${step} ${field}@`;
}

export interface Reproduction {
  /** Absolute folder of the arena; everything else on disk lies below it. */
  readonly arena: string;
  readonly inbox: string;
  readonly target: Omit<TargetOptions, 'python'>;
  /** By principal: the headers of every request, those of a hook included. */
  readonly headers: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly entries: readonly LaidEntry[];
  /** All tables as the item engine saves them; null for none. */
  readonly items: Json | null;
  /** All buckets as the object engine saves them; null for none. */
  readonly objects: Json | null;
  /** What the process holds of SQL, caches and sessions, as the driver saves it; null where it cannot be said. */
  readonly process: string | null;
  readonly steps: readonly { readonly principal: string; readonly request: StepRequest }[];
  readonly returned: readonly ReturnedValue[];
  /** Absolute path of what an intruder replaced in the middle of a step; null without a race, or if it came to nothing. */
  readonly raced: string | null;
  /** Where the intruder's link leads; null for no link. */
  readonly racedTo: string | null;
}
