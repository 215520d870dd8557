/** What a kit is made of. */
import type { Reproduction } from '../model/reproduction.ts';
import type { Breach } from './breach.ts';
import type { HeldState } from './heldState.ts';

/** Stands for the folder of the arena in the documents of a kit. */
export const arenaMark = '@ARENA@';

/** Of a finding, what a kit needs. */
export interface KitTask {
  readonly reproduction: Reproduction;
  /** What the process held; nothing for plain Python. */
  readonly held: HeldState;
  readonly breach: Breach;
  /** Index of the step that does it. */
  readonly step: number;
  /** Index of the step in which the race takes place, and what is put there; null for none. */
  readonly race: { readonly step: number; readonly put: string } | null;
  /** Whether places of the arena are within archives, which may be compressed. */
  readonly hidesPlaces: boolean;
  /** Absolute folder of the kit. */
  readonly folder: string;
}
