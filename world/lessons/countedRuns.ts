/**
 * The harmless runs on sealed parts from which all lessons learn: each actor does each operation once, with its lookups and its
 * turns counted, and what that showed is given to whoever asks. `save` as mallory shows the lookups that races aim at, the turns
 * at which it meets others, the names that it makes by itself, and where its texts arrive.
 */

import { messageOf, RehearsalError } from '../../model/errors.ts';
import type { Operation } from '../../model/operation.ts';
import type { CaseParts } from '../case/caseParts.ts';
import { withRecords } from '../case/consumers.ts';
import { zonesOfRace } from '../case/observation.ts';
import { endCase } from '../case/performCase.ts';
import { lookoutIn } from '../stage/intrusion.ts';
import { harmlessTask, type Seen } from '../step/step.ts';

export interface CountedRuns {
  /** The first such run of an actor; rejects with `EnvironmentError` where it does not come back. */
  readonly of: (operation: Operation, actor: string) => Promise<Seen>;
  /** Another one, which is not stored. */
  readonly again: (operation: Operation, actor: string) => Promise<Seen>;
}

/** Nothing was run yet. */
export function openCountedRuns(parts: CaseParts): CountedRuns {
  const runs = new Map<string, Promise<Seen>>();
  const again: CountedRuns['again'] = (operation, actor) => countedRun(parts, operation, actor);
  return {
    again,
    of: (operation, actor) => {
      const key = `${actor}/${operation.name}`;
      const run = runs.get(key) ?? again(operation, actor);
      runs.set(key, run);
      return run;
    },
  };
}

async function countedRun(parts: CaseParts, operation: Operation, actor: string): Promise<Seen> {
  const { stage, rehearsed, arena, apart } = parts;
  const args = rehearsed.argumentsOf(operation, actor);
  try {
    const all = await stage.computed(operation, actor, withRecords(operation, args, args, []));
    return await stage.act({
      ...harmlessTask(operation, actor, all, false),
      apart: apart.has(operation.name),
      intrusion: lookoutIn(zonesOfRace(parts), arena.aside),
      turn: { at: null },
    });
  } catch (thrown) {
    const message = `the harmless run of ${operation.name} as ${actor} did not come back: ${messageOf(thrown)}`;
    throw new RehearsalError(operation.name, message, { cause: thrown });
  } finally {
    await endCase(parts);
  }
}
