/** Attacks that are tried before any is drawn, and how an attack of a search was chosen. */
import type { Attack } from './attack.ts';

export interface Probe {
  /** A row of the table of probes; a probe that sends a text has its kind after a dot: `text.way-out`. */
  readonly kind: string;
  readonly attack: Attack;
}

/** An attack of a search. `by` is `corpus`, `harmless`, `drawn`, or the kind of the probe. */
export interface TriedAttack {
  readonly by: string;
  readonly attack: Attack;
}
