/** What the writers of all archive formats are handed. */
import type { Member } from './archive.ts';

/** A member with everything filled in. */
export interface EncodedMember {
  readonly kind: Member['kind'];
  readonly name: Uint8Array;
  readonly otherName: Uint8Array | null;
  /** Target of a link; empty for the rest. */
  readonly to: Uint8Array;
  readonly mode: number;
  readonly content: Uint8Array;
}

/** Seconds since 1970 of every member: the first of January 2020. */
export const memberTime: number = 1_577_836_800;
