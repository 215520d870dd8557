/**
 * The world for confirmations: a target of its own in which nothing was ever searched. It is started when the first
 * violation is seen, used for one confirmation at a time, and replaced after a number of them or when it is lost.
 */
import { TargetLostError } from '../model/errors.ts';
import type { World } from '../model/world.ts';

const usesMax = 100;

export interface ConfirmWorld {
  /** Starts the world, so that it is there when it is needed. */
  readonly warm: () => void;
  /** Does `work` in the world, alone. Retries once in a new world where the target was lost. */
  readonly use: <Result>(work: (world: World) => Promise<Result>) => Promise<Result>;
  readonly close: () => Promise<void>;
}

export function openConfirmWorld(createWorld: () => Promise<World>): ConfirmWorld {
  let starting: Promise<World> | null = null;
  let uses = 0;
  let queue: Promise<unknown> = Promise.resolve();
  const start = (): Promise<World> => {
    if (starting === null) {
      starting = createWorld();
      // A world that does not start is told by whoever awaits it; until then it must not end the process.
      starting.catch(() => undefined);
      uses = 0;
    }
    return starting;
  };
  const discard = async (): Promise<void> => {
    const world = starting;
    starting = null;
    if (world !== null) await world.then((one) => one.close()).catch(() => undefined);
  };
  const once = async <Result>(work: (world: World) => Promise<Result>): Promise<Result> => {
    const world = await start();
    uses += 1;
    try {
      return await work(world);
    } finally {
      if (uses >= usesMax) await discard();
    }
  };
  return {
    warm: () => void start(),
    use: (work) => {
      const result = queue.then(async () => {
        try {
          return await once(work);
        } catch (thrown) {
          if (!(thrown instanceof TargetLostError)) throw thrown;
          await discard();
          return once(work);
        }
      });
      queue = result.catch(() => undefined);
      return result;
    },
    close: async () => {
      await queue;
      await discard();
    },
  };
}
