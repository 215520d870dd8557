/**
 * How harmless runs end from the state in which cases begin: a world that was copied from another one is of use only where all of
 * them end as they did there. `show` as the victim that answers 404 in the copy has lost what the victim had made.
 */

import { needsOf } from '../../model/needs.ts';
import type { Operation } from '../../model/operation.ts';
import { outcomeOf } from '../../model/outcome.ts';
import type { CaseParts } from '../case/caseParts.ts';
import { nothingBefore, performCase } from '../case/performCase.ts';
import type { Seen } from '../step/step.ts';
import type { CountedRuns } from './learnRaces.ts';

/** By actor and operation: outcome, status, stores that were reached. */
export type HarmlessEnds = ReadonlyMap<string, string>;

/**
 * Runs each operation as the attacker, and as the victims what looks for what they have made. All is undone. What the attacker
 * has run already is in `runs`.
 */
export async function harmlessEnds(parts: CaseParts, runs: CountedRuns = new Map()): Promise<HarmlessEnds> {
  const ends = new Map<string, string>();
  for (const operation of parts.config.operations)
    for (const { name: actor } of parts.config.actors) {
      if (actor !== parts.attacker && needsOf(operation).length === 0) continue;
      const run = actor === parts.attacker ? runs.get(operation.name) : undefined;
      ends.set(`${actor}/${operation.name}`, endOf(run ?? (await harmlessRun(parts, operation, actor))));
    }
  return ends;
}

function harmlessRun(parts: CaseParts, { name }: Operation, actor: string): Promise<readonly Seen[]> {
  const step = { operation: name, actor, arguments: {} };
  return performCase(parts, { layout: [], steps: [step], race: null }, nothingBefore, null);
}

function endOf(seen: readonly Seen[]): string {
  return JSON.stringify(
    seen.map(({ response, reached }) => [outcomeOf(response), response.status, [...reached].sort()]),
  );
}
