/** What the pages of the reference say of one attack class. */
import type { AttackClass } from './attackClass.ts';
import type { AttackGroup } from './attackGroupNotes.ts';

export interface AttackClassNote {
  readonly tries: string;
  readonly sample: string;
  /** What to do beyond the remedy of the group. */
  readonly remedy?: string;
}

/** The notes of all classes of some groups. */
export type NotesOf<Group extends AttackGroup> = Readonly<
  Record<Extract<AttackClass, `${Group}.${string}`>, AttackClassNote>
>;
