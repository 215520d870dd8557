/**
 * What of a world runs beside this process, and its end: engines and the target, each stopped once, also where the user stops
 * the run while they are being started or rehearsed. Ctrl-C three seconds after the start ends the driver and removes the arena.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { StoppedError } from '../../model/errors.ts';
import { limits } from '../../model/limits.ts';

const stopped = 'the run was stopped while a target was being rehearsed';

/** Throws where the run was stopped already. */
export function refuseStopped(signal: AbortSignal): void {
  if (signal.aborted) throw new StoppedError(stopped);
}

/** Rejects as soon as the signal is given; whoever closes the parts also ends the work that is under way. */
export async function unlessStopped<Result>(building: Promise<Result>, signal: AbortSignal): Promise<Result> {
  let stop = (): void => undefined;
  const stopping = new Promise<never>((_, reject) => {
    stop = () => reject(new StoppedError(stopped));
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([building, stopping]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** What of a world has to be stopped again. */
export interface Running {
  /** Waits for a part to start and keeps it; stops it if everything was closed meanwhile. */
  readonly begin: <Part extends { readonly stop: () => Promise<void> }>(
    starting: Promise<Part>,
  ) => Promise<Part>;
  /** Given when everything is closed: what is being started is not wanted any more. */
  readonly unwanted: AbortSignal;
  /** Has something done before the parts are stopped. */
  readonly onClose: (done: () => void) => void;
  /** Stops every part, once. */
  readonly close: () => Promise<void>;
}

export function openParts(last: () => void): Running {
  const parts: { stop: () => Promise<void> }[] = [];
  const beginning = new Set<Promise<unknown>>();
  const endings: (() => void)[] = [];
  const unwanted = new AbortController();
  let closing: Promise<void> | null = null;
  const closeAll = async (): Promise<void> => {
    for (const done of endings) done();
    unwanted.abort();
    await Promise.allSettled(parts.map((part) => part.stop()));
    // What is being started makes folders of its own, which nobody would remove after the end.
    const begun = Promise.allSettled([...beginning]);
    await Promise.race([begun, sleep(limits.killMs, undefined, { ref: false })]);
    last();
  };
  const begun = async <Part extends { readonly stop: () => Promise<void> }>(
    starting: Promise<Part>,
  ): Promise<Part> => {
    const part = await starting;
    parts.push(part);
    if (closing === null) return part;
    await part.stop();
    throw new StoppedError(stopped);
  };
  return {
    unwanted: unwanted.signal,
    begin: (starting) => {
      const beginningPart = begun(starting);
      beginning.add(beginningPart);
      const forget = (): void => void beginning.delete(beginningPart);
      beginningPart.then(forget, forget);
      return beginningPart;
    },
    onClose: (done) => void endings.push(done),
    close: () => {
      closing ??= closeAll();
      return closing;
    },
  };
}
