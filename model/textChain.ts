/**
 * The way of a parameter's text to where it arrives: `name → trim " " → NFKC → {sandbox}/7/⟨name⟩.html`. Found by harmless
 * values, used to solve for attacks, and never to judge.
 */
import { canaryPattern } from './canary.ts';
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
  /** What was asked about by values that never arrived: refused, or changed beyond what is known. */
  readonly refused: readonly string[];
  /** Recipes of disguises in which a harmless step back arrived, the plain one (an empty text) among them; null for not asked. */
  readonly passing: readonly string[] | null;
  /** Whether the absolute path of the attacker's own file arrived as it was, and not below the folder. */
  readonly takesAbsolute: boolean;
}

/** One line; raw text. */
export function chainText({ operation, parameter, store, place, before, after, steps }: TextChain): string {
  const sign = { file: '/', object: '/', item: ' = ' }[store];
  const [front, behind] = [before, after].map((text) => text.replace(canaryPattern, '{…}'));
  const arrived = `${place}${sign}${front}⟨${parameter}⟩${behind}`;
  return `${operation}: ${[parameter, ...steps.map(stepText), arrived].join(' → ')}`;
}
