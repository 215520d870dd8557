/**
 * Finds out by asking what an operation takes: adds what it looks up, tries other values, and values that other operations have
 * answered, as long as that brings it further. Within a bound, which is reported.
 */
import type { Asked } from './asked.ts';
import { Attempt, type Exploring } from './attempt.ts';
import type { Candidate } from './candidate.ts';
import {
  fromBefore,
  fromOneOther,
  fromOthers,
  grownFully,
  type Improve,
  isGood,
  linked,
  tryOtherValues,
  withMakersMembers,
  withoutHarm,
} from './improve.ts';
import { withFileLaid } from './layFile.ts';
import { fromItsMaker } from './nested.ts';

/** The furthest that was come with an operation. */
export interface Reach {
  readonly candidate: Candidate;
  readonly asked: Asked;
  /** Whether the bound cut it short. */
  readonly isCut: boolean;
}

const improvements: readonly Improve[] = [
  ...[tryOtherValues, fromItsMaker, withoutHarm],
  ...[fromOneOther, fromOthers, tryOtherValues, fromBefore, withFileLaid],
];

/** Asks an operation until it does what it is for, or nothing more is learnt. */
export async function reach(candidate: Candidate, exploring: Exploring): Promise<Reach> {
  const attempt = new Attempt(exploring);
  let best = await attempt.ask(candidate);
  best = await grownFully(best, attempt, exploring.context);
  for (const improve of improvements) {
    // Who has to log in is refused whatever is sent.
    if (attempt.isSpent || isGood(best) || best.outcome === 'login') break;
    const next = await improve(best, attempt, exploring);
    best = next === best ? best : await grownFully(next, attempt, exploring.context);
  }
  if (best.outcome === 'done') {
    best = await withMakersMembers(best, attempt, exploring);
    exploring.pool.add(best);
    best = await linked(best, attempt, exploring);
  }
  return { candidate: best.candidate, asked: best, isCut: attempt.isSpent };
}

/** Links what an operation takes to what others make, now that all of them are known. */
export async function relink({ asked, ...found }: Reach, exploring: Exploring): Promise<Reach> {
  if (asked.outcome !== 'done') return { asked, ...found };
  const attempt = new Attempt(exploring);
  const best = await linked(asked, attempt, exploring);
  return { candidate: best.candidate, asked: best, isCut: found.isCut || attempt.isSpent };
}
