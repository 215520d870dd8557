/**
 * What of a world runs beside this process, and its end: engines and the target, each stopped once, also where the user stops
 * the run while they are being started or rehearsed. Ctrl-C three seconds after the start ends the driver and removes the arena.
 */
import { StoppedError } from '../../model/errors.ts';

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
  /** Has something done before the parts are stopped. */
  readonly onClose: (done: () => void) => void;
  /** Stops every part, once. */
  readonly close: () => Promise<void>;
}

export function openParts(last: () => void): Running {
  const parts: { stop: () => Promise<void> }[] = [];
  const endings: (() => void)[] = [];
  let closing: Promise<void> | null = null;
  const closeAll = async (): Promise<void> => {
    for (const done of endings) done();
    await Promise.allSettled(parts.map((part) => part.stop()));
    last();
  };
  return {
    begin: async (starting) => {
      const part = await starting;
      parts.push(part);
      if (closing === null) return part;
      await part.stop();
      throw new StoppedError(stopped);
    },
    onClose: (done) => void endings.push(done),
    close: () => {
      closing ??= closeAll();
      return closing;
    },
  };
}
