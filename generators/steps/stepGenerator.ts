/**
 * The type of a generator of one step's arguments: an attack class, the arbitrary that draws it, and the recogniser of the
 * class in any attack.
 */
import type fc from 'fast-check';
import type { Step } from '../../model/attack.ts';
import type { AttackClass } from '../../model/attackClass.ts';
import type { Knowledge } from '../../model/knowledge.ts';
import type { Operation } from '../../model/operation.ts';
import type { Recogniser } from '../base/sent.ts';

export type StepArguments = Step['arguments'];

export interface StepGenerator extends Recogniser {
  readonly class: AttackClass;
  readonly weight: number;
  /** Arguments of one step; null where the target gives nothing to aim with. */
  readonly arbitrary: (knowledge: Knowledge, operation: Operation) => fc.Arbitrary<StepArguments> | null;
}
