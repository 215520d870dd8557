/**
 * How harmless runs end from the state in which cases begin: a world that was copied from another one is of use only where all of
 * them end as they did there. `show` as the victim that answers 404 in the copy has lost what the victim had made.
 */

import { needsOf } from '../../model/needs.ts';
import { outcomeOf } from '../../model/outcome.ts';
import type { CaseParts } from '../case/caseParts.ts';
import type { Seen } from '../step/step.ts';
import type { CountedRuns } from './countedRuns.ts';

/** By actor and operation: outcome, status, stores that were reached. */
export type HarmlessEnds = ReadonlyMap<string, string>;

/** Takes what each operation does as the attacker, and as the victims what looks for what they have made. */
export async function harmlessEnds(
  { config, attacker }: CaseParts,
  runs: CountedRuns,
): Promise<HarmlessEnds> {
  const ends = new Map<string, string>();
  for (const operation of config.operations)
    for (const { name: actor } of config.actors)
      if (actor === attacker || needsOf(operation).length > 0)
        ends.set(`${actor}/${operation.name}`, endOf(await runs.of(operation, actor)));
  return ends;
}

function endOf({ response, reached }: Seen): string {
  return JSON.stringify([outcomeOf(response), response.status, [...reached].sort()]);
}
