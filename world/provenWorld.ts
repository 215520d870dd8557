/**
 * A world from a copy has to show that it is one: before an attack on `show` is run in it for the first time, the harmless runs of
 * `show` have to end as they did in the first world. Where one ends otherwise, the attack is run in a world that takes its place.
 */
import type { Attack } from '../model/attack.ts';
import { EnvironmentError, RehearsalError, StoppedError, TargetLostError } from '../model/errors.ts';
import type { World } from '../model/world.ts';
import type { StartedWorld } from './openWorld.ts';
import { UnlikeRecordingError } from './stage/recording.ts';
import { unlessStopped } from './stage/running.ts';

/** `replace` opens the world that takes its place; its signal is given when the world is closed. */
export function provenWorld(copied: StartedWorld, replace: (closing: AbortSignal) => Promise<World>): World {
  const proven = new Set<string>();
  const closing = new AbortController();
  const leftInMoat: string[] = [];
  let world = copied.world;
  let replacing: Promise<World> | null = null;
  const prove = async ({ steps }: Attack): Promise<void> => {
    const names = new Set(steps.map(({ operation }) => operation).filter((name) => !proven.has(name)));
    if (replacing !== null || names.size === 0) return;
    for (const name of names) proven.add(name);
    if (await hasSameEnds(copied, names)) return;
    leftInMoat.push(...copied.world.inspectMoat());
    await copied.world.close();
    replacing = replace(closing.signal);
    world = await replacing;
  };
  const { knowledge, rehearsal, routes, commands, offers = null } = copied.world;
  return {
    ...{ knowledge, rehearsal, routes, commands, offers },
    run: async (attack) => {
      await prove(attack);
      return world.run(attack);
    },
    resolveFlow: (...asked) => world.resolveFlow(...asked),
    describe: (attack, seen) => world.describe(attack, seen),
    reproduce: async (attack) => {
      await prove(attack);
      return world.reproduce(attack);
    },
    inspectMoat: () => [...leftInMoat, ...world.inspectMoat()],
    close: async () => {
      closing.abort();
      await copied.world.close();
      const replaced = await replacing?.catch(() => null);
      await replaced?.close();
    },
  };
}

async function hasSameEnds(copied: StartedWorld, names: ReadonlySet<string>): Promise<boolean> {
  try {
    await copied.requireSameEnds(names);
    return true;
  } catch (thrown) {
    const lost = thrown instanceof RehearsalError ? thrown.cause : thrown;
    // What an earlier case has lost is no fault of the copy.
    if (lost instanceof TargetLostError && lost.isEarlier) throw lost;
    if (!isUnlike(thrown)) throw thrown;
    return false;
  }
}

/** Has all harmless runs of a copy compared; ends it where one ends otherwise. */
export async function provenAtOnce(copied: StartedWorld, signal: AbortSignal): Promise<StartedWorld> {
  try {
    await unlessStopped(copied.requireSameEnds(), signal);
    return copied;
  } catch (thrown) {
    await copied.world.close();
    throw thrown;
  }
}

/** Null where a copy cannot be opened, or is none. */
export async function unlessUnlike<Result>(proving: Promise<Result>): Promise<Result | null> {
  try {
    return await proving;
  } catch (thrown) {
    if (!isUnlike(thrown)) throw thrown;
    return null;
  }
}

function isUnlike(thrown: unknown): boolean {
  if (thrown instanceof StoppedError) return false;
  return thrown instanceof UnlikeRecordingError || thrown instanceof EnvironmentError;
}
