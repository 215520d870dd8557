/**
 * Runs an attack in a world and judges it, with the questions that only repetition answers settled first. Loses no
 * run with a target: a world that was lost is replaced and the case is inconclusive.
 */
import type { Attack } from '../model/attack.ts';
import { TargetLostError } from '../model/errors.ts';
import { limits } from '../model/limits.ts';
import type { Observation } from '../model/observation.ts';
import type { Location } from '../model/records.ts';
import type { World } from '../model/world.ts';
import { type Judged, judge } from './cause.ts';
import type { EngineParts } from './options.ts';

export interface Outcome {
  readonly observation: Observation;
  readonly judged: readonly Judged[];
}

/**
 * How often "nothing reached the attacker" must be shown at a place before it is only spot-checked there. That something did
 * need be shown once: it is one finding, and what shrinks and confirms it asks anyway.
 */
const flowChecksMin = 8;
const flowSpotCheck = 25;

/** Asks for counterfactual runs, but not for ever where a place of the target keeps telling nothing. */
export function flowMemory(): {
  shouldAsk: (observation: Observation) => boolean;
  note: (observation: Observation) => void;
} {
  const quiet = new Map<string, number>();
  const placesOf = ({ accesses, asked = [], lookups = [] }: Observation): string[] =>
    [...accesses.filter(({ flow }) => flow === 'unknown' || flow === 'none'), ...asked, ...lookups].map(
      ({ operation, location }) => placeOf(operation, location),
    );
  return {
    shouldAsk: (observation) =>
      placesOf(observation).some((place) => {
        const count = quiet.get(place) ?? 0;
        return count < flowChecksMin || count % flowSpotCheck === 0;
      }),
    note: (observation) => {
      for (const place of new Set(placesOf(observation))) quiet.set(place, (quiet.get(place) ?? 0) + 1);
      const told = observation.accesses.filter(({ flow }) => flow === 'shown');
      for (const place of new Set(told.map(({ operation, location }) => placeOf(operation, location))))
        quiet.set(place, Math.max(flowChecksMin, (quiet.get(place) ?? 0) + 1));
    },
  };
}

function placeOf(operation: string, location: Location | null): string {
  return `${operation} ${location?.file}:${location?.line}`;
}

/** One worker's world, replaced whenever it is lost. */
export interface Bench {
  readonly world: () => World;
  /** Null where the target was lost in the middle; `onLoss` has been told. */
  readonly run: (attack: Attack, thorough: boolean) => Promise<Outcome | null>;
  /** The causes that an attack shows, none where the target was lost. Remembered: shrinking asks for the same again. */
  readonly causesOf: (attack: Attack) => Promise<ReadonlySet<string>>;
  readonly close: () => Promise<void>;
}

/** Opens a bench on a world. Rejects only where a new world cannot be made. */
export function openBench(
  parts: EngineParts,
  first: World,
  onLoss: (loss: TargetLostError, attack: Attack) => void,
): Bench {
  const memory = flowMemory();
  const remembered = new Map<string, ReadonlySet<string>>();
  let world = first;
  const settle = async (observation: Observation, thorough: boolean): Promise<Observation> => {
    const { accesses, asked = [], lookups = [] } = observation;
    const open = asked.length + lookups.length > 0 || accesses.some(({ flow }) => flow === 'unknown');
    if (!open || (!thorough && !memory.shouldAsk(observation))) {
      if (open) memory.note(observation);
      return observation;
    }
    const settled = await world.resolveFlow(observation);
    memory.note(settled);
    return settled;
  };
  const run = async (attack: Attack, thorough: boolean): Promise<Outcome | null> => {
    try {
      const observation = await settle(await world.run(attack), thorough);
      return { observation, judged: judge(observation, parts.properties, parts.folder) };
    } catch (thrown) {
      if (!(thrown instanceof TargetLostError)) throw thrown;
      onLoss(thrown, attack);
      await world.close();
      world = await parts.createWorld();
      return null;
    }
  };
  return {
    world: () => world,
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
    close: () => world.close(),
  };
}
