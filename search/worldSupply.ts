/**
 * Supplies worlds to a running search. A world that does not start is tried again after growing waits, because the reason may
 * pass: a service that is away for nine seconds ends no campaign of hours. If a single operation prevents every start, the run
 * goes on without it and says so; if nothing helps, there is no world.
 */
import { EnvironmentError, messageOf, RehearsalError } from '../model/errors.ts';
import { limits } from '../model/limits.ts';
import type { World } from '../model/world.ts';
import type { EngineParts } from './options.ts';

export interface WorldSupply {
  /** Rejects with an `EnvironmentError` if waiting is useless or the signal says that the world is no longer needed. */
  readonly next: (signal: AbortSignal) => Promise<World>;
  /** Operations that the run gives up, and why. */
  readonly givenUp: ReadonlyMap<string, string>;
}

/** `isOver` says whether waiting is no longer useful. */
export function openWorldSupply(parts: EngineParts, isOver: () => boolean): WorldSupply {
  const givenUp = new Map<string, string>();
  // Once waiting was in vain, nobody waits again until a world has started.
  let isPatient = true;
  const patiently = async (waits: readonly number[], signal: AbortSignal): Promise<World> => {
    try {
      return await parts.createWorld({ without: new Set(givenUp.keys()), signal });
    } catch (thrown) {
      const [first, ...rest] = waits;
      if (first === undefined || signal.aborted || !(thrown instanceof EnvironmentError)) throw thrown;
      await parts.wait(first, signal);
      if (signal.aborted) throw thrown;
      return patiently(isOver() ? [] : rest, signal);
    }
  };
  const next = async (signal: AbortSignal): Promise<World> => {
    try {
      const world = await patiently(isPatient ? limits.worldWaitsMs : [], signal);
      isPatient = true;
      return world;
    } catch (thrown) {
      isPatient = false;
      const isHopeless = !(thrown instanceof RehearsalError) || givenUp.size >= limits.operationsGivenUpMax;
      // A search that has ended tries nothing any more: there is nothing to give up.
      if (isHopeless || signal.aborted || isOver() || givenUp.has(thrown.operation)) throw thrown;
      givenUp.set(thrown.operation, messageOf(thrown));
      return next(signal);
    }
  };
  return { next, givenUp };
}
