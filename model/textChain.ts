/**
 * The way of a parameter's text to where it arrives: `name → trim " " → NFKC → {sandbox}/7/⟨name⟩.html`. Found by harmless
 * values, used to solve for attacks, and never to judge.
 */
import { stepText, type TextStep } from './textSteps.ts';

export interface TextChain {
  readonly operation: string;
  readonly parameter: string;
  readonly store: 'file' | 'object' | 'item';
  /** A sandbox root as it is shown, a bucket, or `table.attribute`. */
  readonly place: string;
  /** What stands before and behind the text where it arrives; of a file below its root. */
  readonly before: string;
  readonly after: string;
  readonly steps: readonly TextStep[];
  /** Signs that a harmless value was refused with, or never arrived with. */
  readonly refused: readonly string[];
}

/** One line; raw text. */
export function chainText({ operation, parameter, store, place, before, after, steps }: TextChain): string {
  const sign = { file: '/', object: '/', item: ' = ' }[store];
  const arrived = `${place}${sign}${before}⟨${parameter}⟩${after}`;
  return `${operation}: ${[parameter, ...steps.map(stepText), arrived].join(' → ')}`;
}
