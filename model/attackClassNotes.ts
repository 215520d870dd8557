/**
 * Says for people what each attack class tries; the pages of the reference are made of it. A sample shows the form of what is
 * sent, planted or done in the middle of a step. `alice` is a victim, `mallory` the attacker; generators choose the words.
 */
import type { AttackClass } from './attackClass.ts';
import type { AttackClassNote } from './attackClassNote.ts';
import { diskClassNotes } from './diskClassNotes.ts';
import { storeClassNotes } from './storeClassNotes.ts';
import { textClassNotes } from './textClassNotes.ts';

export const attackClassNotes: Readonly<Record<AttackClass, AttackClassNote>> = {
  ...textClassNotes,
  ...diskClassNotes,
  ...storeClassNotes,
};
