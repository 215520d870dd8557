/** Replay: an attack again in a fresh world, several times, and the verdict. */
import { type Attack, isByChance } from '../model/attack.ts';
import { TargetLostError } from '../model/errors.ts';
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

/** Replays an attack. A place that moved in the source is the same finding: property and operation must agree. */
export async function replay(parts: EngineParts, world: World, task: ReplayTask): Promise<Verdict> {
  const missing = missingOperation(world, task);
  if (missing !== null) return { kind: 'STALE', missing };
  let shown = 0;
  let last: Judged | null = null;
  for (let index = 0; index < tries; index += 1) {
    const judged = await once(parts, world, task);
    if (typeof judged === 'string') return { kind: 'INCONCLUSIVE', reason: judged };
    if (judged === null) continue;
    shown += 1;
    last = judged;
  }
  if (last === null)
    return isByChance(task.attack) ? { kind: 'INCONCLUSIVE', reason: chance } : { kind: 'FIXED' };
  return shown === tries
    ? { kind: 'STILL FAILS', judged: last }
    : { kind: 'FLAKY', shown, tries, judged: last };
}

const chance = 'it is left to chance, and nothing was seen this time, which proves nothing';

async function once(parts: EngineParts, world: World, task: ReplayTask): Promise<Judged | null | string> {
  try {
    const observation = await world.resolveFlow(await world.run(task.attack));
    const judged = judge(observation, parts.properties, parts.folder);
    return (
      judged.find(
        ({ property, violation }) => property.id === task.property && violation.operation === task.operation,
      ) ?? null
    );
  } catch (thrown) {
    if (thrown instanceof TargetLostError) return thrown.message;
    throw thrown;
  }
}

/** What an attack uses that the target no longer has: an operation, a parameter or an actor. */
function missingOperation({ knowledge }: World, { attack, operation }: ReplayTask): string | null {
  const operations = new Map(knowledge.operations.map((known) => [known.name, known]));
  if (!operations.has(operation)) return `operation ${operation}`;
  for (const step of attack.steps) {
    const known = operations.get(step.operation);
    if (known === undefined) return `operation ${step.operation}`;
    const gone = Object.keys(step.arguments).find((name) =>
      known.parameters.every((parameter) => parameter.name !== name),
    );
    if (gone !== undefined) return `parameter ${gone} of ${step.operation}`;
    if (step.actor !== knowledge.attacker && !knowledge.victims.includes(step.actor))
      return `actor ${step.actor}`;
  }
  return null;
}
