/**
 * Runs one attack and returns its observation. A race that depends on chance is repeated: a step that opens `own/a` while
 * another process flips that name between file and link is run until something foreign was reached, or until the attempts are
 * used up.
 */
import { type Attack, isBetweenSteps, isByChance } from '../../model/attack.ts';
import { limits } from '../../model/limits.ts';
import { isForeignTo, type Observation } from '../../model/observation.ts';
import { isForeseeable, neededTheName } from '../stage/intrusion.ts';
import type { Seen } from '../step/step.ts';
import type { CaseParts } from './caseParts.ts';
import { intrudedIn, observationOf } from './observation.ts';
import { type Beforehand, nothingBefore, performCase } from './performCase.ts';

/**
 * Runs one attack. `beforehand` is done to items, objects and files first, for a world that differs in just that. A race that
 * made something under a name that nothing had is repeated without the intruder: where the name is another one
 * then, no attacker could have known it, and what happened without the race is what counts.
 */
export async function runCase(
  parts: CaseParts,
  attack: Attack,
  beforehand: Beforehand = nothingBefore,
): Promise<Observation> {
  if (isByChance(attack)) return runByChance(parts, attack, beforehand);
  const done = await performCase(parts, attack, beforehand, attack.race);
  if (isBetweenSteps(attack.race)) countStopped(parts, attack, done);
  // A step that had to wait for the stopped one is done after it in truth.
  if (done.some(({ turned }) => turned.late === true)) return runInOrder(parts, attack, beforehand);
  const made = neededTheName(intrudedIn(done));
  if (made === null) return observationOf(parts, attack, done);
  const without = await performCase(parts, attack, beforehand, null);
  const accesses = intrudedIn(without)?.accesses ?? [];
  return observationOf(parts, attack, isForeseeable(made, accesses) ? done : without);
}

/** For the ledger: steps that could not be stopped where another one was to be done. */
function countStopped({ stage: { cuts } }: CaseParts, { steps, race }: Attack, done: readonly Seen[]): void {
  const isKept = !done.some(({ turned }) => turned.withheld === true || turned.late === true);
  const what =
    'steps were stopped for another one (not where that waits for them, nor within an SQL transaction with changes)';
  cuts.count(what, steps[race?.step ?? 0]?.operation ?? '', isKept);
}

/** The same steps one after the other: the race has not come about. */
async function runInOrder(parts: CaseParts, attack: Attack, beforehand: Beforehand): Promise<Observation> {
  const observation = observationOf(parts, attack, await performCase(parts, attack, beforehand, null));
  return { ...observation, race: { cameAbout: false, at: null, executions: 1 } };
}

/** Runs an attack whose race is left to chance again and again, until something is seen or the budget is spent. */
async function runByChance(parts: CaseParts, attack: Attack, beforehand: Beforehand): Promise<Observation> {
  const started = performance.now();
  for (let executions = 1; ; executions += 1) {
    const done = await performCase(parts, attack, beforehand, attack.race);
    const observation = observationOf(parts, attack, done, executions);
    const isSpent = executions >= limits.flipExecutionsMax || performance.now() - started >= limits.flipMsMax;
    if (isSpent || isTrespass(observation)) return observation;
  }
}

function isTrespass({ accesses, disclosures }: Observation): boolean {
  return disclosures.length > 0 || accesses.some(({ owner, actor }) => isForeignTo(owner, actor));
}
