/**
 * How harmless runs end from the state in which cases begin: a world that was copied from another one is of use only where all of
 * them end as they did there. `show` as the victim that answers 404 in the copy has lost what the victim had made.
 */

import { needsOf } from '../../model/needs.ts';
import type { Operation } from '../../model/operation.ts';
import { outcomeOf } from '../../model/outcome.ts';
import type { CaseParts } from '../case/caseParts.ts';
import type { Seen } from '../step/step.ts';
import type { CountedRuns } from './countedRuns.ts';

/** By operation, as JSON: for each actor the outcome, the status and the stores that were reached. */
export type HarmlessEnds = ReadonlyMap<string, string>;

/** Takes what these operations do as the attacker, and as the victims what looks for what they have made. */
export async function harmlessEnds(
  parts: CaseParts,
  runs: CountedRuns,
  operations: readonly Operation[] = parts.config.operations,
): Promise<HarmlessEnds> {
  const ends = new Map<string, string>();
  for (const operation of operations) ends.set(operation.name, await endsOf(parts, runs, operation));
  return ends;
}

async function endsOf(
  { config, attacker }: CaseParts,
  runs: CountedRuns,
  operation: Operation,
): Promise<string> {
  const ends: unknown[] = [];
  for (const { name: actor } of config.actors)
    if (actor === attacker || needsOf(operation).length > 0)
      ends.push([actor, ...endOf(await runs.of(operation, actor))]);
  return JSON.stringify(ends);
}

function endOf({ response, reached }: Seen): readonly unknown[] {
  return [outcomeOf(response), response.status, [...reached].sort()];
}
