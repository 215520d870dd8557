/** Composition: the one place where generators, properties, adapters, observers, arena and search meet. */

import { setTimeout } from 'node:timers/promises';
import { findPython } from '../adapters/python/environment.ts';
import { placeNamer } from '../adapters/python/placeName.ts';
import { startPythonTarget } from '../adapters/python/pythonTarget.ts';
import { startItemEngine } from '../engines/dynamodb/engine.ts';
import { startObjectEngine } from '../engines/s3/engine.ts';
import { attackArbitrary, classesOf, probesOf, variedAttacks } from '../generators/index.ts';
import type { Config } from '../model/config.ts';
import { UsageError } from '../model/errors.ts';
import type { DocumentedProperty, Property, RunEvent } from '../model/finding.ts';
import type { JailChoice } from '../model/target.ts';
import type { World, WorldWish } from '../model/world.ts';
import { properties } from '../properties/index.ts';
import type { EngineParts } from '../search/options.ts';
import { allLessons, type Lessons } from '../world/lessons/lessons.ts';
import { createWorld, type WorldMemory } from '../world/world.ts';

/** Creates new worlds for a config. */
export async function worldMaker(
  config: Config,
  { python = null, jail = 'auto', lessons = allLessons, branches = false }: TargetChoices = {},
): Promise<(wish?: WorldWish) => Promise<World>> {
  const interpreter = python ?? (await findPython(config.target.python, config.folder));
  const makers = {
    startTarget: startPythonTarget,
    startItemEngine,
    startObjectEngine,
    python: interpreter,
    jail,
    lessons,
    branches,
  };
  const memory: WorldMemory = { learnt: null };
  return (wish) => createWorld(config, { ...makers, memory }, wish);
}

/** How targets are started, beyond what a config says. */
export interface TargetChoices {
  readonly python?: string | null;
  readonly jail?: JailChoice;
  readonly lessons?: Lessons;
  /** Whether each case says which ways it took through the target's own code. */
  readonly branches?: boolean;
}

/** The parts of a search for a config; its events go to `emit`. */
export async function composeEngine(
  config: Config,
  chosen: readonly Property[],
  emit: (event: RunEvent) => void,
  { storedIds = new Set(), ...choices }: TargetChoices & { readonly storedIds?: ReadonlySet<string> } = {},
): Promise<EngineParts> {
  return {
    properties: chosen,
    attacks: attackArbitrary,
    probes: probesOf,
    variants: variedAttacks,
    classify: classesOf,
    createWorld: await worldMaker(config, choices),
    now: () => performance.now(),
    wait: (ms, signal) => setTimeout(ms, undefined, { signal }).catch(() => undefined),
    emit,
    folder: config.folder,
    placeName: placeNamer(),
    storedIds,
  };
}

/**
 * Properties by id; all if none is named. `!no-server-error` leaves one out, of all or of the named ones. Throws a `UsageError`
 * that lists them, and one if none is left.
 */
export function chooseProperties(ids: readonly string[]): readonly DocumentedProperty[] {
  const without = ids.filter((id) => id.startsWith('!')).map((id) => id.slice(1));
  const wanted = ids.filter((id) => !id.startsWith('!'));
  const unknown = [...wanted, ...without].find((id) => properties.every((property) => property.id !== id));
  if (unknown !== undefined) {
    const known = properties.map(({ id }) => id).join(', ');
    throw new UsageError(`no property "${unknown}"; there are ${known}`);
  }
  const chosen = properties.filter(
    ({ id }) => (wanted.length === 0 || wanted.includes(id)) && !without.includes(id),
  );
  if (chosen.length === 0) throw new UsageError('--property leaves no property to judge by');
  return chosen;
}

/** Throws a `UsageError` if a config declares no operation. */
export function requireOperations(config: Config): void {
  if (config.operations.length === 0)
    throw new UsageError(`${config.file}: operations: none is declared; see: trespass operations`);
}
