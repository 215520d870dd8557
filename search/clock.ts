/**
 * The times of a search. Shrinking a finding to the end in the middle of it takes nothing from the time to search: that ends as
 * much later, and of the time to shrink afterwards as much is left.
 */
import { limits } from '../model/limits.ts';
import type { EngineParts, SearchOptions } from './options.ts';

export interface Clock {
  readonly isOver: () => boolean;
  /** Milliseconds since the clock was opened, without those in which findings were shrunk to the end. */
  readonly searchedMs: () => number;
  /** Whether a finding may be shrunk to the end while the search goes on: always where no time bounds it. */
  readonly mayShrink: () => boolean;
  /** Shrinks; its time counts as that. */
  readonly shrinking: (work: () => Promise<void>) => Promise<void>;
  /** Shrinking to the end has as long as the search was given, in the middle of it and after its end together. */
  readonly isShrunkOut: () => boolean;
  /** Given a while after the user stopped the run: what was seen by then may be confirmed in between. */
  readonly lastCall: AbortSignal;
  readonly stop: () => void;
}

/** One part of so many of a search's time may go into shrinking, until it ends. */
const shrinkOneIn = 4;

/** The time of the search begins now. */
export function openClock(parts: EngineParts, { timeMs, signal, workers }: SearchOptions): Clock {
  const began = parts.now();
  const lastCall = new AbortController();
  const shrinkMs = timeMs === null ? Number.POSITIVE_INFINITY : Math.max(timeMs, limits.shrinkTimeMsMin);
  let stopped: number | null = null;
  const onStop = (): void => {
    stopped = parts.now();
    void parts.wait(limits.stopGraceMs, lastCall.signal).then(() => lastCall.abort());
  };
  signal.addEventListener('abort', onStop, { once: true });
  /** The time of all workers together, and that in which at least one of them shrank. */
  let [worked, spent] = [0, 0];
  let [active, since] = [0, 0];
  const settle = (): void => {
    const now = parts.now();
    worked += active * (now - since);
    if (active > 0) spent += now - since;
    since = now;
  };
  const elapsed = (): number => parts.now() - began;
  const searchedMs = (): number => {
    settle();
    return elapsed() - worked / workers;
  };
  return {
    isOver: () => signal.aborted || (timeMs !== null && searchedMs() >= timeMs),
    searchedMs,
    mayShrink: () => {
      settle();
      return timeMs === null || spent * shrinkOneIn <= elapsed();
    },
    shrinking: async (work) => {
      settle();
      active += 1;
      try {
        await work();
      } finally {
        settle();
        active -= 1;
      }
    },
    isShrunkOut: () => {
      settle();
      const wasStopped = stopped !== null && parts.now() - stopped >= limits.shrinkAfterStopMs;
      return wasStopped || spent >= shrinkMs;
    },
    lastCall: lastCall.signal,
    stop: () => {
      signal.removeEventListener('abort', onStop);
      lastCall.abort();
    },
  };
}
