/**
 * The type of a generator of hostile texts: an attack class, the arbitrary that draws it (`../x`), and the recogniser of the
 * class in any text.
 */
import type fc from 'fast-check';
import type { AttackClass } from '../../model/attackClass.ts';
import type { Text } from '../../model/text.ts';
import type { Aim } from './aim.ts';
import type { Recogniser, SentText } from './sent.ts';

export interface TextGenerator {
  readonly class: AttackClass;
  /** How often it is drawn among the others. */
  readonly weight: number;
  /** Texts of the class for one parameter; null where the target gives nothing to aim with. */
  readonly arbitrary: (aim: Aim) => fc.Arbitrary<Text> | null;
  /** Whether a text that a step sends is of the class. */
  readonly recognises: (sent: SentText) => boolean;
}

/** Recognises an attack by any of its texts. */
export function recogniserOf({ class: claimed, recognises }: TextGenerator): Recogniser {
  return { class: claimed, recognises: ({ sent }) => sent.some(recognises) };
}
