/** Takes a finding down for a kit: replayed in a world, with what it touches; and tries the kit on engines of its own. */
import { execa } from 'execa';
import type { CorpusEntry } from '../corpus/entry.ts';
import { startItemEngine } from '../engines/dynamodb/engine.ts';
import { startObjectEngine } from '../engines/s3/engine.ts';
import { type Breach, breachOf } from '../kits/breach.ts';
import { type HeldState, heldStateOf, nothingHeld, unpackingProgram } from '../kits/heldState.ts';
import type { KitTask } from '../kits/task.ts';
import { archiveTexts } from '../model/archive.ts';
import { type Attack, archiveIn, isBetweenSteps } from '../model/attack.ts';
import { UsageError } from '../model/errors.ts';
import type { Violation } from '../model/finding.ts';
import type { Reproduction } from '../model/reproduction.ts';
import { partsOf } from '../model/text.ts';
import type { World } from '../model/world.ts';
import type { EngineParts } from '../search/options.ts';
import { replay } from '../search/replay.ts';

export interface KitPlace {
  /** Absolute path of the target's interpreter. */
  readonly python: string;
  /** Absolute folder of the kit. */
  readonly folder: string;
}

const tryMs = 120_000;

/** Rejects with a `UsageError` that says why, if no kit can be made of it. */
export async function kitTaskOf(
  entry: CorpusEntry,
  engine: EngineParts,
  world: World,
  { python, folder }: KitPlace,
): Promise<KitTask> {
  const { race } = entry.attack;
  const unable = inexpressible(entry);
  if (unable !== null) throw noKit(entry, unable);
  const verdict = await replay(engine, world, entry);
  if (verdict.kind === 'FIXED') throw noKit(entry, 'it is fixed');
  if (verdict.kind === 'STALE') throw noKit(entry, `${verdict.missing} is gone`);
  if (verdict.kind === 'INCONCLUSIVE') throw noKit(entry, verdict.reason);
  const { violation } = verdict.judged;
  const breach = expressed(entry, violation);
  const reproduction = await world.reproduce(entry.attack);
  const odd = reproduction.steps.find(({ request: { kind } }) => kind === 'storage' || kind === 'field');
  if (odd !== undefined) throw noKit(entry, `a kit does not do a step of this kind: ${odd.request.kind}`);
  if (race !== null && reproduction.raced === null) throw noKit(entry, 'its race came to nothing');
  return {
    ...{ reproduction, breach, folder, step: violation.step, hidesPlaces: hidesPlaces(entry.attack) },
    held: await heldBy(entry, reproduction, python),
    race: race === null ? null : { step: race.step, put: race.put.kind },
  };
}

function hidesPlaces({ steps }: Attack): boolean {
  const archives = steps.flatMap((step) =>
    Object.values(step.arguments).flatMap((one) => archiveIn(one) ?? []),
  );
  return archives.some((archive) =>
    archiveTexts(archive).some((text) =>
      partsOf(text).some((part) => typeof part === 'object' && 'place' in part),
    ),
  );
}

function expressed(entry: CorpusEntry, violation: Violation): Breach {
  const breach = breachOf(violation, entry.property);
  if ('because' in breach) throw noKit(entry, breach.because);
  return breach;
}

/** Why an attack cannot be done by a kit; null if it can. */
function inexpressible({ attack: { race } }: CorpusEntry): string | null {
  if (race === null) return null;
  if (isBetweenSteps(race)) return 'it does one request in the middle of another';
  return race.flip === undefined ? null : 'its race is left to chance';
}

export function noKit({ id }: CorpusEntry, why: string): UsageError {
  return new UsageError(`no kit can be made of ${id}: ${why}; replay it with: trespass replay ${id}`);
}

async function heldBy(
  entry: CorpusEntry,
  { process: saved, target }: Reproduction,
  python: string,
): Promise<HeldState> {
  if (saved === null) throw noKit(entry, 'its database is not SQLite, and a kit cannot hold another');
  const cwd = target.project ?? target.configFolder;
  const { stdout } = await execa(python, ['-c', unpackingProgram], { input: saved, cwd });
  return target.settingsModule === null ? nothingHeld : heldStateOf(stdout);
}

/** Why the kit does not show the finding on engines of its own; null if it does. `args` are added to its command line. */
export async function tryKit(
  { folder, reproduction }: KitTask,
  python: string,
  args: readonly string[] = [],
): Promise<string | null> {
  const items = reproduction.items === null ? null : await startItemEngine({ tables: [], endpoint: null });
  const objects = reproduction.objects === null ? null : await startObjectEngine({ buckets: [] });
  try {
    const env = {
      ...(items === null ? {} : { AWS_ENDPOINT_URL_DYNAMODB: items.endpoint }),
      ...(objects === null ? {} : { AWS_ENDPOINT_URL_S3: objects.endpoint }),
    };
    const options = { cwd: folder, env, all: true, reject: false, timeout: tryMs } as const;
    const { exitCode, all } = await execa(python, ['reproduce.py', ...args], options);
    return exitCode === 1 ? null : all.trim().split('\n').at(-1) || `it ended with exit code ${exitCode}`;
  } finally {
    await items?.stop();
    await objects?.stop();
  }
}
