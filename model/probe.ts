/** Attacks that are tried before any is drawn, and by what an attack of a search came to be tried. */
import type { Attack } from './attack.ts';

export interface Probe {
  /** A row of the table of probes, with the kind of its text behind a dot where it sends one: `text.way-out`. */
  readonly kind: string;
  readonly attack: Attack;
}

/** An attack of a search. `by` is `corpus`, `harmless`, `drawn`, or the kind of the probe. */
export interface TriedAttack {
  readonly by: string;
  readonly attack: Attack;
}
