/**
 * Finds the parts of others' data that the target cannot work with once they are changed: a view that checks the signature in
 * an item fails before it looks whose item it is. The changed parts are halved until each that breaks the step alone is known
 * (`signature`, not `title`), so that the question can be asked of the rest.
 */
import { limits } from '../../model/limits.ts';
import type { Observation } from '../../model/observation.ts';
import type { CaseParts } from '../case/caseParts.ts';
import { failsInOne } from './compareAnswers.ts';

/** The parts that make a step fail, each by itself; `run` runs the case with the given parts changed. */
export async function brittleAmong(
  { rehearsed: { cuts } }: CaseParts,
  observation: Observation,
  steps: ReadonlySet<number>,
  parts: readonly string[],
  run: (changed: ReadonlySet<string>) => Promise<Observation>,
): Promise<ReadonlySet<string>> {
  let runs = 0;
  const fails = async (some: readonly string[]): Promise<boolean> => {
    runs += 1;
    const changed = await run(new Set(some));
    return [...steps].some((step) => failsInOne(step, [observation], [changed]));
  };
  const brittleOf = async (some: readonly string[]): Promise<readonly string[]> => {
    const half = some.slice(0, Math.ceil(some.length / 2));
    const brittle: string[] = [];
    for (const few of [half, some.slice(half.length)]) {
      if (few.length === 0) continue;
      // Parts that were not tried are not changed.
      if (runs >= limits.brittleRunsMax) brittle.push(...few);
      else if (await fails(few)) brittle.push(...(few.length === 1 ? few : await brittleOf(few)));
    }
    return brittle;
  };
  const brittle = await brittleOf(parts);
  if (runs >= limits.brittleRunsMax)
    cuts.note(
      'parts of what others hold are changed one by one where the target fails on them',
      observation.attack.steps.at(-1)?.operation ?? '',
      limits.brittleRunsMax,
      Math.max(parts.length, limits.brittleRunsMax + 1),
    );
  return new Set(brittle);
}
