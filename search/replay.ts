/**
 * Replays a saved attack several times in a fresh world and gives the verdict: STILL FAILS for `save` with `../x` that writes
 * to the moat again, FIXED if no attempt does, STALE if the operation is gone.
 */
import { type Attack, isByChance } from '../model/attack.ts';
import { EnvironmentError } from '../model/errors.ts';
import { missingFrom } from '../model/missing.ts';
import { isSamePlace, locationsOnWay } from '../model/place.ts';
import type { World } from '../model/world.ts';
import { type Judged, judge } from './cause.ts';
import type { EngineParts } from './options.ts';

export type Verdict =
  /** `remark`: what was tried besides, in words. */
  | { readonly kind: 'FIXED'; readonly remark?: string }
  /** Its own attack does nothing any more, but another one like it does. */
  | { readonly kind: 'PARTLY FIXED'; readonly judged: Judged; readonly attack: Attack }
  | { readonly kind: 'STILL FAILS'; readonly judged: Judged }
  | { readonly kind: 'FLAKY'; readonly shown: number; readonly tries: number; readonly judged: Judged }
  | { readonly kind: 'STALE'; readonly missing: string }
  | { readonly kind: 'INCONCLUSIVE'; readonly reason: string };

export interface ReplayTask {
  readonly property: string;
  readonly operation: string;
  readonly attack: Attack;
  /** Where it was reported; absent or null where no place is known. */
  readonly location?: SourcePlace | null;
  /** Other findings of the same promise and operation: what they still show is theirs. */
  readonly others?: readonly { readonly location: SourcePlace | null; readonly attack: Attack }[];
}

interface SourcePlace {
  readonly file: string;
  readonly line: number;
}

const tries = 3;

/**
 * Replays an attack. A violation at another place of the source is the same finding if property and operation agree, because
 * lines move; unless another finding was reported at that place and its own attack shows it there too. An attack that refers to
 * something missing by now is STALE and never FIXED.
 */
export async function replay(parts: EngineParts, world: World, task: ReplayTask): Promise<Verdict> {
  const missing = missingOperation(world, task) ?? missingFrom(task.attack, world.knowledge);
  if (missing !== null) return { kind: 'STALE', missing };
  let shown = 0;
  let last: Judged | null = null;
  let unresolved: string | null = null;
  for (let index = 0; index < tries; index += 1) {
    const tried = await replayOnce(parts, world, task);
    if (typeof tried === 'string') return { kind: 'INCONCLUSIVE', reason: tried };
    unresolved ??= tried.unresolved;
    if (tried.judged === null) continue;
    shown += 1;
    last = tried.judged;
  }
  if (last === null && unresolved !== null) return { kind: 'STALE', missing: unresolved };
  if (last === null)
    return isByChance(task.attack) ? { kind: 'INCONCLUSIVE', reason: chance } : { kind: 'FIXED' };
  return shown === tries
    ? { kind: 'STILL FAILS', judged: last }
    : { kind: 'FLAKY', shown, tries, judged: last };
}

const chance = 'it is left to chance, and nothing was seen this time, which proves nothing';

interface ReplayTry {
  /** The violation that the replay is about, if the attack showed it; else null. */
  readonly judged: Judged | null;
  /** What one of its steps refers to and was not given. */
  readonly unresolved: string | null;
}

async function replayOnce(parts: EngineParts, world: World, task: ReplayTask): Promise<ReplayTry | string> {
  try {
    const observation = await world.resolveFlow(await world.run(task.attack));
    const candidates = judge(observation, parts.properties, parts.folder).filter(
      ({ property, violation }) => property.id === task.property && violation.operation === task.operation,
    );
    const judged = await ownViolation(candidates, parts, world, task);
    return { judged, unresolved: observation.unresolved };
  } catch (thrown) {
    if (thrown instanceof EnvironmentError) return thrown.message;
    throw thrown;
  }
}

/** The first violation that is not another finding's; at its own place it never is. */
async function ownViolation(
  candidates: readonly Judged[],
  parts: EngineParts,
  world: World,
  { location, others = [] }: ReplayTask,
): Promise<Judged | null> {
  const isAt = ({ violation }: Judged, place: SourcePlace | null | undefined): boolean => {
    const [first] = violation.location === null ? [] : locationsOnWay(violation.location);
    return first !== undefined && !!place && isSamePlace(first, place);
  };
  const atHome = candidates.find((one) => isAt(one, location));
  if (atHome !== undefined) return atHome;
  for (const one of candidates) {
    const other = others.find((finding) => isAt(one, finding.location));
    if (other === undefined) return one;
    const shown = await world.resolveFlow(await world.run(other.attack));
    const causes = judge(shown, parts.properties, parts.folder).map(({ cause }) => cause);
    if (!causes.includes(one.cause)) return one;
  }
  return null;
}

/** The operation in which it was found need not be that of a step: a consumer gets the changes of other steps. */
function missingOperation({ knowledge }: World, { operation }: ReplayTask): string | null {
  return knowledge.operations.some(({ name }) => name === operation) ? null : `operation ${operation}`;
}
