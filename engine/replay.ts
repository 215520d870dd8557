/** Replay: an attack again in a fresh world, several times, and the verdict. */
import { type Attack, isByChance } from '../model/attack.ts';
import { EnvironmentError } from '../model/errors.ts';
import { missingFrom } from '../model/missing.ts';
import type { World } from '../model/world.ts';
import { type Judged, judge } from './cause.ts';
import type { EngineParts } from './options.ts';

export type Verdict =
  | { readonly kind: 'FIXED' }
  | { readonly kind: 'STILL FAILS'; readonly judged: Judged }
  | { readonly kind: 'FLAKY'; readonly shown: number; readonly tries: number; readonly judged: Judged }
  | { readonly kind: 'STALE'; readonly missing: string }
  | { readonly kind: 'INCONCLUSIVE'; readonly reason: string };

export interface ReplayTask {
  readonly property: string;
  readonly operation: string;
  readonly attack: Attack;
}

const tries = 3;

/**
 * Replays an attack. A place that moved in the source is the same finding: property and operation must agree. What cannot be
 * done as it was, because something that it refers to is gone, is STALE and never FIXED.
 */
export async function replay(parts: EngineParts, world: World, task: ReplayTask): Promise<Verdict> {
  const missing = missingOperation(world, task) ?? missingFrom(task.attack, world.knowledge);
  if (missing !== null) return { kind: 'STALE', missing };
  let shown = 0;
  let last: Judged | null = null;
  let unresolved: string | null = null;
  for (let index = 0; index < tries; index += 1) {
    const tried = await once(parts, world, task);
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

interface Tried {
  /** What it showed of what it is replayed for; null for nothing. */
  readonly judged: Judged | null;
  /** What one of its steps refers to and was not given. */
  readonly unresolved: string | null;
}

async function once(parts: EngineParts, world: World, task: ReplayTask): Promise<Tried | string> {
  try {
    const observation = await world.resolveFlow(await world.run(task.attack));
    const judged = judge(observation, parts.properties, parts.folder).find(
      ({ property, violation }) => property.id === task.property && violation.operation === task.operation,
    );
    return { judged: judged ?? null, unresolved: observation.unresolved ?? null };
  } catch (thrown) {
    if (thrown instanceof EnvironmentError) return thrown.message;
    throw thrown;
  }
}

/** The operation in which it was found need not be that of a step: a consumer is told of what others did. */
function missingOperation({ knowledge }: World, { operation }: ReplayTask): string | null {
  return knowledge.operations.some(({ name }) => name === operation) ? null : `operation ${operation}`;
}
