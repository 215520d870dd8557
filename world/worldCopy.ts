/**
 * The copy of a rehearsed world: what its disk, its engines and its process hold when cases begin, and the recording of its
 * rehearsal. Another world starts from it instead of doing some hundred harmless steps again. A copy exists only where all of that
 * can be said; variables of modules cannot, so that a world from a copy has to show that harmless runs end in it as in the first.
 */
import { baseNameOf } from '../arena/filePath.ts';
import type { Tree } from '../arena/tree.ts';
import type { Json } from '../model/attack.ts';
import type { Config } from '../model/config.ts';
import { EnvironmentError } from '../model/errors.ts';
import type { TargetDescription } from '../model/target.ts';
import type { StageParts } from './stage/observing.ts';
import type { Recording } from './stage/recording.ts';
import { relocated } from './stage/relocate.ts';
import type { RehearsalStage } from './stage/stage.ts';

export interface WorldCopy {
  /** Name of the arena's folder. */
  readonly arena: string;
  /** Those that were rehearsed, untestable ones too. */
  readonly operations: Config['operations'];
  readonly recording: Recording;
  readonly trees: readonly Tree[];
  readonly items: Json | null;
  readonly objects: Json | null;
  readonly process: string;
  /** What the target said of its actors, which are loaded with its process. */
  readonly actors: Pick<TargetDescription, 'headers' | 'userIds'>;
}

/** Copies a world at the end of its rehearsal; null where a part of it cannot be copied. */
export async function copyWorld(
  { arena, config, target, engine, objects }: StageParts,
  stage: RehearsalStage,
): Promise<WorldCopy | null> {
  const [items, stored, held] = await Promise.all([
    savedOrNull(engine?.save()),
    savedOrNull(objects?.save()),
    target.save(),
  ]);
  const trees = stage.disk.save();
  const isPartial = items === null || stored === null || held === null;
  const recording = stage.recording();
  const endpoints = [engine?.endpoint, objects?.endpoint].flatMap((one) => one ?? []);
  if (isPartial || trees.some(holdsSpecial) || holdsAny(recording, endpoints)) return null;
  const { headers, userIds } = target.description;
  return {
    arena: baseNameOf(arena.folder),
    operations: config.operations,
    recording,
    trees,
    ...{ items: items ?? null, objects: stored ?? null, process: held },
    actors: { headers, userIds },
  };
}

/** Null if there is too much of it to be saved; an engine that is lost shows at the next request to it. */
async function savedOrNull(saving: Promise<Json | null> | undefined): Promise<Json | null | undefined> {
  try {
    return await saving;
  } catch (thrown) {
    if (thrown instanceof EnvironmentError) return null;
    throw thrown;
  }
}

/** Pipes and sockets are no files that could be written again. */
function holdsSpecial(tree: Tree): boolean {
  return [...tree.values()].some(({ kind }) => kind === 'special');
}

/** Whether an answer holds the address of an engine: each world has another port, for which what was signed is not valid. */
function holdsAny({ steps }: Recording, endpoints: readonly string[]): boolean {
  return steps.some(({ came }) => {
    if ('undecoded' in came) return false;
    const { body, headers } = came.reported.response;
    const told = [Buffer.from(body, 'base64').toString('latin1'), ...headers.map(([, value]) => value)];
    return endpoints.some((endpoint) => told.some((text) => text.includes(endpoint)));
  });
}

/** The copy as it would have been made of a world in this arena. */
export function copyFor(copy: WorldCopy, { arena }: Pick<StageParts, 'arena'>): WorldCopy {
  return relocated(copy, copy.arena, baseNameOf(arena.folder));
}

/** Gives a world what the copied one held; `there` is the name of its arena. */
export async function loadWorld(
  copy: WorldCopy,
  there: string,
  { target, engine, objects }: StageParts,
  stage: RehearsalStage,
): Promise<void> {
  stage.disk.load(copy.trees);
  await Promise.all([
    copy.items === null ? undefined : engine?.load(copy.items),
    copy.objects === null ? undefined : objects?.load(copy.objects),
    target.load(copy.process, there),
  ]);
}
