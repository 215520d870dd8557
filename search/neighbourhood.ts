/**
 * Tries attacks like one that does nothing any more, because a change that stops just that attack is common: a check for `../` lets
 * `..%2f` through. They are the probes and draws of the same operation that need no more power, so many at most, and what they
 * show is shrunk a little and shown again.
 */
import { type Attack, isByChance, powerOf, powers } from '../model/attack.ts';
import { limits } from '../model/limits.ts';
import type { Judged } from './cause.ts';
import { drawAttacks } from './draw.ts';
import type { Bench } from './observe.ts';
import type { EngineParts } from './options.ts';
import { takeTurns } from './probeTurns.ts';
import { shrinkAttack } from './shrink.ts';
import { signatureOf } from './signature.ts';

export interface Neighbour {
  readonly attack: Attack;
  readonly judged: Judged;
}

export interface Neighbourhood {
  /** Attacks that were judged. */
  readonly tried: number;
  /** One attack for each cause. */
  readonly shown: readonly Neighbour[];
  /** Why fewer were tried than were to be; null if all were. */
  readonly cut: 'time' | 'lost' | 'stopped' | null;
}

export interface NeighbourhoodBounds {
  readonly cases: number;
  readonly timeMs: number;
  readonly seed: number;
  /** The rank of the most power that an attack may need. */
  readonly rankMax: number;
  readonly signal: AbortSignal;
}

/** Among so many attacks one is drawn; the others are probes, as long as there are some. */
const drawnOneIn = 4;

export async function tryNeighbourhood(
  parts: EngineParts,
  bench: Bench,
  operation: string,
  { cases, timeMs, seed, rankMax, signal }: NeighbourhoodBounds,
): Promise<Neighbourhood> {
  const began = parts.now();
  const { knowledge } = bench.world();
  const arbitrary = parts.attacks(knowledge, operation);
  const probes = takeTurns(() => parts.probes(knowledge, operation));
  const draw = drawAttacks(arbitrary, seed);
  const first = new Map<string, Neighbour>();
  const fits = (attack: Attack): boolean => powers.indexOf(powerOf(attack)) <= rankMax && !isByChance(attack);
  let tried = 0;
  let cut: Neighbourhood['cut'] = null;
  // What does not fit costs no case; a generator that gives nothing else must end all the same.
  for (let taken = 0; tried < cases && taken < cases * drawnOneIn; taken += 1) {
    if (bench.isLost()) cut = 'lost';
    else if (signal.aborted) cut = 'stopped';
    else if (parts.now() - began >= timeMs) cut = 'time';
    if (cut !== null) break;
    const probe = taken % drawnOneIn === 0 ? null : probes.next();
    const attack = probe?.attack ?? draw();
    if (!fits(attack)) continue;
    tried += 1;
    const outcome = await bench.run(attack, false);
    if (outcome === null) continue;
    if (probe !== null) probes.learn(probe.kind, probe.attack, signatureOf(outcome.observation));
    for (const judged of outcome.judged)
      if (judged.violation.operation === operation && !first.has(judged.cause))
        first.set(judged.cause, { attack, judged });
  }
  const shown: Neighbour[] = [];
  for (const neighbour of first.values())
    shown.push(...(await smallest(bench, arbitrary, neighbour, () => signal.aborted)));
  return { tried, shown, cut };
}

/** The neighbour with a smaller attack; none if it does not show again. */
async function smallest(
  bench: Bench,
  arbitrary: ReturnType<EngineParts['attacks']>,
  { attack, judged }: Neighbour,
  isOver: () => boolean,
): Promise<readonly Neighbour[]> {
  const shows = async (candidate: Attack): Promise<boolean> =>
    (await bench.causesOf(candidate)).has(judged.cause);
  if (!(await shows(attack))) return [];
  const bound = judged.property.severity === 'info' ? 0 : limits.shrinkRoughMax;
  const shrunk = await shrinkAttack(arbitrary, attack, shows, bound, isOver);
  return [{ attack: shrunk.attack, judged }];
}
