/**
 * The view of files with which a step is judged: the owner of each path, whether it existed before, where it leads by links,
 * how it is shown. `/tmp/trespass-arena-x/…/media/8/a.txt` is the victim's and shown as `{sandbox}/8/a.txt`. Only looks.
 */
import { type BigIntStats, lstatSync } from 'node:fs';
import { baseNameOf, systemPath } from '../../arena/filePath.ts';
import { readContent } from '../../arena/readContent.ts';
import type { FileChange } from '../../model/change.ts';
import { isWithin } from '../../model/isWithin.ts';
import { limits } from '../../model/limits.ts';
import type { Owner } from '../../model/observation.ts';
import { groundOf } from '../../observers/fileGrounds.ts';
import type { FileView } from '../../observers/fileView.ts';
import { isLooking } from '../owners/sharing.ts';
import { stringsOf } from '../step/resolve.ts';
import { ownersFor, type StepTask } from '../step/step.ts';
import { withFolderNames } from './folderNames.ts';
import type { Observing } from './observing.ts';
import { walkPath } from './walk.ts';

/** The view of one step, after which these paths differ. */
export function fileViewOf(observing: Observing, task: StepTask, changes: readonly FileChange[]): FileView {
  const { arena, roots, target, habits } = observing;
  return {
    step: task.index,
    operation: task.operation.name,
    actor: task.actor,
    moat: arena.moat,
    arena: arena.folder,
    roots,
    tripwires: target.description.tripwires,
    ownerOf: ownersOfFiles(observing, task),
    isNamed: namedByStep(task, observing.ownNames),
    isUsual: habits.isUsual,
    isForgotten: (path) => habits.forgotten.covers(task.operation.name, path),
    given: habits.given.of(task.operation.name),
    neighbours: habits.given.neighbours(),
    existed: (path) => existedBefore(path, changes),
    exists: (path) => statusOf(path) !== undefined,
    nodeOf: (path) => {
      const status = statusOf(path);
      return status === undefined ? null : `${status.dev}:${status.ino}`;
    },
    walk: walker(observing, task, changes),
  };
}

/** For files that are only looked up, everything but the sandbox is outside. */
export function ownersOfLooked(observing: Observing, task: StepTask): (path: string) => Owner {
  const { roots, arena, habits } = observing;
  const ownerOf = ownersOfFiles(observing, task);
  return (path) =>
    groundOf(path, { roots, arena: arena.folder, neighbours: habits.given.neighbours() }) === 'sandbox'
      ? ownerOf(path, 'read')
      : { kind: 'outside' };
}

/** The content of a file; null if it is no file, or gone. */
export function fileContent(path: string): string | null {
  try {
    return lstatSync(systemPath(path)).isFile() ? readContent(path).toString('latin1') : null;
  } catch {
    return null;
  }
}

function ownersOfFiles({ registers }: Observing, task: StepTask): FileView['ownerOf'] {
  return (path, action) =>
    ownersFor(
      task,
      (one: string) => registers.ownerOfFile(one, action),
      () => isLooking(action),
    )(path);
}

function walker(observing: Observing, task: StepTask, changes: readonly FileChange[]): FileView['walk'] {
  const { arena, roots, shown, habits } = observing;
  const ownerOf = ownersOfFiles(observing, task);
  const kept = habits.given.of(task.operation.name);
  const view = {
    roots: roots.map(({ path }) => path),
    moat: arena.moat,
    shown,
    isForeign: (path: string): boolean => {
      // What everybody may read still belongs to its owner.
      const owner = ownerOf(path, 'write');
      return owner.kind === 'actor' && owner.name !== task.actor;
    },
    changes,
    given: kept && [...kept, arena.temp, arena.inbox, arena.home],
    neighbours: habits.given.neighbours(),
    withPlaces: (unsafe: string): string => withFolderNames(unsafe, { roots, moat: arena.moat }),
  };
  let walks = 0;
  return (full, touched) => {
    walks += 1;
    return walks > limits.walksPerStepMax ? null : walkPath(full, touched, view);
  };
}

function statusOf(path: string): BigIntStats | undefined {
  try {
    return lstatSync(systemPath(path), { bigint: true, throwIfNoEntry: false });
  } catch {
    // A component on the way is no folder, or the name is too long for any.
    return undefined;
  }
}

/** Whether a path existed before a step, from the present state and the changes. */
function existedBefore(path: string, changes: readonly FileChange[]): boolean {
  const own = changes.find((change) => change.path === path);
  if (own !== undefined) return own.what !== 'created';
  const above = changes.find(({ path: folder, what }) => what === 'deleted' && isWithin(path, folder));
  return above !== undefined || statusOf(path) !== undefined;
}

const installed = /\/(?:site-packages|dist-packages|lib\/python3[^/]*)\//;

/**
 * Whether the last name of a path is one of at least three characters that the attack put into an argument, an extension of
 * the target's behind it or not. `ownNames` are those of the arena, which attacks carry for other reasons. Libraries read files of
 * their own when they first need them, so that of theirs the whole name is asked for.
 */
function namedByStep(task: StepTask, ownNames: ReadonlySet<string>): (path: string) => boolean {
  let sent: string[] | null = null;
  return (path) => {
    sent ??= Object.entries(task.arguments)
      .filter(([name]) => task.hostile.has(name))
      .flatMap(([, argument]) => stringsOf(argument))
      .flatMap((text) => text.split(/[/\\]/))
      .filter((name) => name.length >= 3 && !ownNames.has(name));
    const last = baseNameOf(path);
    return sent.some((name) => last === name || (!installed.test(path) && last.startsWith(`${name}.`)));
  };
}
