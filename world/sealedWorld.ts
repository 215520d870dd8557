/**
 * Seals a world on running parts: rehearsed, or loaded from the copy of a rehearsed one. What it holds then is where all cases
 * begin.
 */
import { layEndings } from '../arena/arena.ts';
import type { Config } from '../model/config.ts';
import type { Cuts } from '../model/cuts.ts';
import type { LedgerNote } from '../model/finding.ts';
import type { WireRecord } from '../model/records.ts';
import type { Target } from '../model/target.ts';
import { withKeysOfMade } from './rehearsal/madeTables.ts';
import { learnReasons } from './rehearsal/reasons.ts';
import { type Rehearsed, rehearse } from './rehearsal/rehearse.ts';
import { firstRoot } from './stage/grounds.ts';
import type { StageParts } from './stage/observing.ts';
import type { Running } from './stage/running.ts';
import { type RehearsalStage, type Stage, setStage } from './stage/stage.ts';
import { configWithPlaces, rootPlaces } from './step/places.ts';
import { copyFor, copyWorld, loadWorld, type WorldCopy } from './worldCopy.ts';

/** A world that goes back to this state after each case. */
export interface SealedWorld {
  readonly parts: StageParts;
  readonly stage: Stage;
  readonly rehearsed: Rehearsed;
  /** What the registers say of owners. */
  readonly notes: readonly LedgerNote[];
  /** What the target asked DynamoDB for before anybody acted. */
  readonly atStart: readonly WireRecord[];
  /** Null where it was made from a copy itself. */
  readonly copy: WorldCopy | null;
}

/** What an earlier world of the config has left for this one. */
export interface Inheritance {
  readonly copy: WorldCopy | null;
  readonly cuts: Cuts;
}

/** Rehearses and seals; with a copy nothing is done again. `remembered` is null for the first world. */
export async function sealedWorld(
  started: StageParts,
  remembered: Inheritance | null,
  running: Running,
): Promise<SealedWorld> {
  const copied = remembered?.copy ?? null;
  const fitted = copied && copyFor(copied, started);
  const given = fitted === null ? started : actingAs(fitted.copy, started);
  const { target, engine, objects } = given;
  const places = namedPlaces(given);
  const said = withHeaders(configWithPlaces(given.config, places), target);
  // What the target made while it started is nobody's: it was there before anybody acted.
  const atStart = (await engine?.drain()) ?? [];
  await objects?.drain();
  const placed = withKeysOfMade(said, atStart);
  const stage = setStage({ ...given, config: placed }, remembered?.cuts, fitted?.copy.recording);
  running.onClose(stage.close);
  if (fitted !== null) await loadWorld(fitted, given, stage);
  const reasons = learnReasons(placed, target.description.routes, atStart);
  const rehearsed = await rehearse(stage, placed, places, reasons);
  const parts: StageParts = { ...given, config: withoutOperations(placed, rehearsed.untestable) };
  const madeCopy = remembered === null ? await copyWorld(given, stage) : null;
  const sealed = await sealWorld(stage, parts, rehearsed);
  return { parts, rehearsed, atStart, copy: madeCopy, ...sealed };
}

/** The parts with the actors of the world that was copied: the sessions and tokens of this one's are nowhere any more. */
function actingAs({ actors, operations }: WorldCopy, parts: StageParts): StageParts {
  const { target, config } = parts;
  const description = { ...target.description, ...actors };
  return { ...parts, config: { ...config, operations }, target: { ...target, description } };
}

/** Absolute folders by the names that examples and settings have for them. */
function namedPlaces({ arena, config }: StageParts): Readonly<Record<string, string>> {
  return {
    sandbox: firstRoot(arena),
    temp: arena.temp,
    inbox: arena.inbox,
    config: config.folder,
    ...Object.fromEntries(arena.roots),
    ...rootPlaces(arena.roots),
  };
}

/** The state now is the one to which every case returns. */
async function sealWorld(
  open: RehearsalStage,
  { arena, target, engine, objects }: StageParts,
  { endings }: Rehearsed,
): Promise<Pick<SealedWorld, 'stage' | 'notes'>> {
  const laid = layEndings(arena, endings);
  for (const canary of laid.canaries) open.registers.plant(canary);
  const { stage, notes } = open.seal({ endings, tripwires: target.description.tripwires });
  await target.seal();
  await engine?.seal();
  await objects?.seal();
  await target.watch([...laid.paths, ...stage.disk.sealedPaths()]);
  return { stage, notes };
}

/** The config with its actors as they act: hooks say headers that it does not. */
function withHeaders(config: Config, { description: { headers } }: Target): Config {
  const actors = config.actors.map((actor) => ({ ...actor, headers: headers[actor.name] ?? actor.headers }));
  return { ...config, actors };
}

export function withoutOperations(config: Config, names: readonly string[]): Config {
  return { ...config, operations: config.operations.filter(({ name }) => !names.includes(name)) };
}
