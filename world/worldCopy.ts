/**
 * The copy of a rehearsed world: what its disk, its engines and its process hold when cases begin, and the recording of its
 * rehearsal. Another world starts from it instead of doing some hundred harmless steps again. A copy exists only where all of that
 * can be said; variables of modules cannot, so that a world from a copy has to show that harmless runs end in it as in the first.
 */
import { baseNameOf } from '../arena/filePath.ts';
import type { Tree } from '../arena/tree.ts';
import { signaturesBelow } from '../engines/s3/signedAddress.ts';
import type { Json } from '../model/attack.ts';
import type { Config } from '../model/config.ts';
import { EnvironmentError } from '../model/errors.ts';
import type { TargetDescription } from '../model/target.ts';
import { wholeAnswer } from './stage/disclosures.ts';
import type { StageParts } from './stage/observing.ts';
import { type Recording, UnlikeRecordingError } from './stage/recording.ts';
import { ofOneLength, type Replacement, relocated } from './stage/relocate.ts';
import type { RehearsalStage } from './stage/stage.ts';

export interface WorldCopy {
  /** Name of the arena's folder. */
  readonly arena: string;
  /** Addresses of its engines; null where there is none. */
  readonly endpoints: Readonly<Record<EngineName, string | null>>;
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
  if (isPartial || trees.some(holdsSpecial)) return null;
  const { headers, userIds } = target.description;
  return {
    arena: baseNameOf(arena.folder),
    endpoints: endpointsOf({ engine, objects }),
    operations: config.operations,
    recording: stage.recording(),
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

type EngineName = 'engine' | 'objects';

function endpointsOf({ engine, objects }: Pick<StageParts, EngineName>): WorldCopy['endpoints'] {
  return { engine: engine?.endpoint ?? null, objects: objects?.endpoint ?? null };
}

/** A copy as it would have been made of a world in this arena, with its engines. */
export interface FittedCopy {
  readonly copy: WorldCopy;
  readonly replaced: readonly Replacement[];
}

/** Rejects a copy in which a text would have to be replaced by one of another length. */
export function copyFor(copy: WorldCopy, parts: Pick<StageParts, 'arena' | EngineName>): FittedCopy {
  const here = endpointsOf(parts);
  const replaced = ofOneLength([
    [copy.arena, baseNameOf(parts.arena.folder)],
    ...addressesMoved(copy.endpoints.engine, here.engine),
    // What is signed in the name of an address is signed again, before that address is replaced.
    ...signaturesMoved(copy, here.objects),
    ...addressesMoved(copy.endpoints.objects, here.objects),
  ]);
  if (replaced === null)
    throw new UnlikeRecordingError(
      'an engine listens at an address of another length than in the first world',
    );
  return { copy: relocated(copy, replaced), replaced };
}

/** An address as it stands in texts and in parameters of URLs. */
function addressesMoved(there: string | null, here: string | null): readonly Replacement[] {
  if (there === null || here === null) return [];
  const [from, to] = [new URL(there).host, new URL(here).host];
  return [
    [from, to],
    [encodeURIComponent(from), encodeURIComponent(to)],
  ];
}

/** The signatures of addresses that answers and items hold. */
function signaturesMoved(copy: WorldCopy, here: string | null): readonly Replacement[] {
  const there = copy.endpoints.objects;
  if (there === null || here === null) return [];
  const answers = copy.recording.steps.flatMap(({ came }) =>
    'undecoded' in came ? [] : [wholeAnswer(came.reported.response)],
  );
  const found = [...answers, JSON.stringify(copy.items)].flatMap((text) =>
    signaturesBelow(text, there, here),
  );
  return [...new Map(found)];
}

/** Gives a world what the copied one held. */
export async function loadWorld(
  { copy, replaced }: FittedCopy,
  { target, engine, objects }: StageParts,
  stage: RehearsalStage,
): Promise<void> {
  stage.disk.load(copy.trees);
  await Promise.all([
    copy.items === null ? undefined : engine?.load(copy.items),
    copy.objects === null ? undefined : objects?.load(copy.objects),
    target.load(copy.process, replaced),
  ]);
}
