/** A step as the registers of owners are told of it. */
import type { FileChange } from '../../model/change.ts';
import type { ItemTouch, ObjectTouch } from '../../model/records.ts';
import type { Move } from '../step/movedPlants.ts';

/** What a step of an actor touched, was sent and answered. */
export interface OwnedStep {
  readonly actor: string;
  readonly operation: string;
  readonly changes: readonly FileChange[];
  /** Files read or written by name. */
  readonly used: readonly string[];
  /** Files that the step made, whether it left them or not. */
  readonly made: readonly string[];
  readonly moves: readonly Move[];
  readonly items: readonly ItemTouch[];
  /** Those of them by requests that only add to numbers. */
  readonly additions: ReadonlySet<ItemTouch>;
  readonly objects: readonly ObjectTouch[];
  /** The texts of the request. */
  readonly sent: readonly string[];
  /** Those of them that an attacker would choose, in order. */
  readonly chosen: readonly string[];
  readonly answer: string;
  /** Whether an attack chose any of the sent values. */
  readonly isHostile: boolean;
}
