/**
 * Runs an attack in a world and judges it, after the questions that only a repetition can answer are settled. A lost world is
 * replaced and the case counts as inconclusive: the run goes on after a target that crashed. If the case before has lost the
 * target, that one is named and this one is repeated in the next world.
 */
import type { Attack } from '../model/attack.ts';
import type { Cuts } from '../model/cuts.ts';
import { EnvironmentError, TargetLostError } from '../model/errors.ts';
import { limits } from '../model/limits.ts';
import { missingFrom } from '../model/missing.ts';
import type { Interference, IsPresenceKnown, Observation } from '../model/observation.ts';
import type { Location } from '../model/records.ts';
import type { World } from '../model/world.ts';
import { type Judged, judge } from './cause.ts';
import type { EngineParts } from './options.ts';

export interface JudgedCase {
  readonly observation: Observation;
  readonly judged: readonly Judged[];
}

/** Decides whether to repeat a case in changed worlds; at a place that never revealed anything, only now and then. */
export function flowMemory(): {
  shouldAsk: (observation: Observation) => boolean;
  /** Whether something has reached the attacker at every place at least once. */
  isKnown: (observation: Observation) => boolean;
  /** Such an answer is informative, and reported once for a place, for all operations that come to it. */
  isPresenceKnown: IsPresenceKnown;
  note: (observation: Observation) => void;
} {
  const quiet = new Map<string, number>();
  const shown = new Set<string>();
  const presence = new Set<string>();
  const placesOf = ({ accesses, asked, lookups }: Observation): string[] =>
    [...accesses.filter(({ flow }) => flow === 'unknown' || flow === 'none'), ...asked, ...lookups].map(
      ({ operation, location }) => observedPlace(operation, location),
    );
  return {
    shouldAsk: (observation) =>
      placesOf(observation).some((place) => {
        const count = quiet.get(place) ?? 0;
        return count < limits.flowChecksMin || count % limits.flowSpotCheck === 0;
      }),
    isKnown: (observation) => placesOf(observation).every((place) => shown.has(place)),
    isPresenceKnown: (place) => presence.has(placeForAll(place)),
    note: (observation) => {
      for (const one of observation.interference ?? [])
        if (one.on === 'presence' && one.by === 'key') presence.add(placeForAll(one));
      for (const place of new Set(placesOf(observation))) quiet.set(place, (quiet.get(place) ?? 0) + 1);
      const told = observation.accesses.filter(({ flow }) => flow === 'shown');
      for (const place of new Set(
        told.map(({ operation, location }) => observedPlace(operation, location)),
      )) {
        shown.add(place);
        quiet.set(place, Math.max(limits.flowChecksMin, (quiet.get(place) ?? 0) + 1));
      }
    },
  };
}

function observedPlace(operation: string, location: Location | null): string {
  return `${operation} ${location?.file}:${location?.line}`;
}

/** A place in the target, whatever operation comes to it; that of an operation where it is not known. */
function placeForAll({ operation, location }: Pick<Interference, 'operation' | 'location'>): string {
  return location === null ? operation : `${location.file}:${location.line}`;
}

/** For the ledger: cases in which only a repetition shows what reached the attacker, and which of them were repeated. */
function countAsked(cuts: Cuts, observation: Observation, isAsked: boolean): void {
  const operation = observation.attack.steps.at(-1)?.operation ?? '';
  cuts.count('cases were repeated to see what their answers depend on', operation, isAsked);
}

/** One worker's world, replaced whenever it is lost. */
export interface Bench {
  /** Of the world, or of the last one where it is lost for good. */
  readonly world: () => World;
  /** Whether the world was lost and none could take its place: nothing is run any more. */
  readonly isLost: () => boolean;
  /** Null where the case was not judged; the listeners have the reason. */
  readonly run: (attack: Attack, thorough: boolean) => Promise<JudgedCase | null>;
  /** The causes that an attack shows, none where the target was lost. Remembered: shrinking asks for the same again. */
  readonly causesOf: (attack: Attack) => Promise<ReadonlySet<string>>;
  readonly close: () => Promise<void>;
}

/** The events of a bench besides its outcomes. */
export interface BenchWatch {
  /** A case was not judged because the target, its engine or its record was lost. */
  readonly onLoss: (loss: EnvironmentError, attack: Attack) => void;
  /** No world could take the place of the one that was lost. */
  readonly onEnd?: (thrown: EnvironmentError) => void;
  /** A case refers to what its world does not have. */
  readonly onUnresolved?: (missing: string) => void;
  /** A world is about to be closed; with the attack that lost it, null for none. */
  readonly onClose?: (world: World, attack: Attack | null) => void;
}

/** Asks a world what answers depend on, where it is open and worth asking; each time where it is to be `thorough`. */
function settling(): (world: World, observation: Observation, thorough: boolean) => Promise<Observation> {
  const memory = flowMemory();
  return async (world, observation, thorough) => {
    const { accesses, asked, lookups } = observation;
    const open = asked.length + lookups.length > 0 || accesses.some(({ flow }) => flow === 'unknown');
    if (!open) return observation;
    const isAsked = thorough || memory.shouldAsk(observation);
    if (!thorough && !memory.isKnown(observation)) countAsked(world.knowledge.cuts, observation, isAsked);
    if (!isAsked) {
      memory.note(observation);
      return observation;
    }
    const settled = await (thorough
      ? world.resolveFlow(observation)
      : world.resolveFlow(observation, memory.isPresenceKnown));
    memory.note(settled);
    return settled;
  };
}

/** Opens a bench on a world. What replaces it is `nextWorld`. */
export function openBench(
  parts: EngineParts,
  first: World,
  watch: BenchWatch,
  nextWorld: () => Promise<World> = parts.createWorld,
): Bench {
  const settle = settling();
  const remembered = new Map<string, ReadonlySet<string>>();
  let world = first;
  let isOpen = true;
  /** What was run last in this world. */
  let last: Attack | null = null;
  const close = async (attack: Attack | null): Promise<void> => {
    if (!isOpen) return;
    isOpen = false;
    watch.onClose?.(world, attack);
    await world.close();
  };
  const replace = async (attack: Attack): Promise<void> => {
    last = null;
    await close(attack);
    try {
      world = await nextWorld();
      isOpen = true;
    } catch (thrown) {
      if (!(thrown instanceof EnvironmentError)) throw thrown;
      watch.onEnd?.(thrown);
    }
  };
  const run = async (attack: Attack, thorough: boolean): Promise<JudgedCase | null> => {
    if (!isOpen) return null;
    const missing = missingFrom(attack, world.knowledge);
    if (missing !== null) {
      if (!thorough) watch.onUnresolved?.(missing);
      return null;
    }
    const before = last;
    last = attack;
    try {
      const observation = await settle(world, await world.run(attack), thorough);
      if (!thorough && observation.unresolved !== null) watch.onUnresolved?.(observation.unresolved);
      return { observation, judged: judge(observation, parts.properties, parts.folder) };
    } catch (thrown) {
      if (!(thrown instanceof EnvironmentError)) throw thrown;
      const isEarlier = before !== null && thrown instanceof TargetLostError && thrown.isEarlier;
      watch.onLoss(thrown, isEarlier ? before : attack);
      await replace(isEarlier ? before : attack);
      // An earlier case caused the loss, and this one has not begun, so it is run again.
      return isEarlier ? run(attack, thorough) : null;
    }
  };
  return {
    world: () => world,
    isLost: () => !isOpen,
    run,
    causesOf: async (attack) => {
      const written = JSON.stringify(attack);
      const known = remembered.get(written);
      if (known !== undefined) return known;
      const outcome = await run(attack, true);
      const causes = new Set(outcome?.judged.map(({ cause }) => cause));
      // What lost the target shows nothing, and would cost another deadline.
      if (remembered.size < limits.rememberedAttacksMax) remembered.set(written, causes);
      return causes;
    },
    close: () => close(null),
  };
}
