/**
 * The world for confirmations: a target of its own in which nothing was searched. It is started for the first violation, used
 * for one confirmation at a time, and replaced after a number of them or when it is lost: a violation that needs what 500
 * earlier cases left in the process is not confirmed.
 */
import { EnvironmentError, messageOf } from '../model/errors.ts';
import type { World } from '../model/world.ts';

const usesMax = 100;

/** The outcome of a use: a result, or the reason why it has none. */
export type Used<Result> =
  | { readonly result: Result; readonly lost: null }
  | { readonly result: null; readonly lost: string };

export interface ConfirmWorld {
  /** Starts the world, so that it is ready when it is needed. */
  readonly warm: () => void;
  /**
   * Does `work` in the world, alone, and once more in a new one where the target was lost. Where that is lost too, or does not
   * start, it says so: a target that never survives an attack must not end the run.
   */
  readonly use: <Result>(work: (world: World) => Promise<Result>) => Promise<Used<Result>>;
  /** How often the target was lost in a use, whatever came of the second try. */
  readonly losses: () => number;
  readonly close: () => Promise<void>;
}

/**
 * `createWorld` gets a signal for when the world is no longer needed; `onClose` is called with each world before it is closed.
 */
export function openConfirmWorld(
  createWorld: (signal: AbortSignal) => Promise<World>,
  onClose: (world: World) => void = () => undefined,
): ConfirmWorld {
  const ending = new AbortController();
  let starting: Promise<World> | null = null;
  let uses = 0;
  let losses = 0;
  let queue: Promise<unknown> = Promise.resolve();
  const start = (): Promise<World> => {
    if (starting === null) {
      starting = createWorld(ending.signal);
      // The failure of a world to start is reported by the code that awaits it; until then it must not end the process.
      starting.catch(() => undefined);
      uses = 0;
    }
    return starting;
  };
  const discard = async (): Promise<void> => {
    const world = await starting?.catch(() => null);
    starting = null;
    if (world === null || world === undefined) return;
    onClose(world);
    await world.close().catch(() => undefined);
  };
  const once = async <Result>(work: (world: World) => Promise<Result>): Promise<Used<Result>> => {
    try {
      const world = await start();
      uses += 1;
      const result = await work(world);
      if (uses >= usesMax) await discard();
      return { result, lost: null };
    } catch (thrown) {
      await discard();
      losses += 1;
      if (thrown instanceof EnvironmentError) return { result: null, lost: messageOf(thrown) };
      throw thrown;
    }
  };
  const twice = async <Result>(work: (world: World) => Promise<Result>): Promise<Used<Result>> => {
    const first = await once(work);
    return first.lost === null ? first : once(work);
  };
  return {
    warm: () => {
      if (!ending.signal.aborted) void start();
    },
    use: (work) => {
      const used = queue.then(() => twice(work));
      queue = used.catch(() => undefined);
      return used;
    },
    losses: () => losses,
    close: async () => {
      await queue;
      // Nobody waits any more for a world that is still on its way.
      ending.abort();
      await discard();
    },
  };
}
