/** A member as the encoders of all archive formats take it. */
import type { Member } from './archive.ts';

/** A member with all its texts as bytes. */
export interface EncodedMember {
  readonly kind: Member['kind'];
  readonly name: Uint8Array;
  readonly otherName: Uint8Array | null;
  /** Target of a link; empty for the rest. */
  readonly to: Uint8Array;
  readonly mode: number;
  readonly content: Uint8Array;
}

/** Modification time of every member in seconds since 1970: the first of January 2020. */
export const memberTime: number = 1_577_836_800;
