/**
 * Walks a path component by component, as the kernel would, and says what each component is and where the path leaves the
 * sandbox: `media/l` is a link to `../b`, and `b` lies in the moat. Uses lstat, readlink and realpath only, so that no tripwire
 * fires. It runs after the step: the step's own changes are taken from its report, changes by others in the meantime are not
 * undone.
 */
import { lstatSync, readlinkSync, realpathSync, type Stats } from 'node:fs';
import { baseNameOf, parentOf, systemPath } from '../../arena/filePath.ts';
import type { FileChange } from '../../model/change.ts';
import { isWithin } from '../../model/isWithin.ts';
import { limits } from '../../model/limits.ts';
import { bytesOfText, textOfBytes } from '../../model/text.ts';
import type { Walk, WalkStep } from '../../model/walk.ts';

export interface WalkView {
  /** Absolute paths of the sandbox roots, the temporary folder included. */
  readonly roots: readonly string[];
  readonly moat: string;
  readonly shown: (path: string) => string;
  /** Raw text with folders of the arena by their names. */
  readonly withPlaces: (unsafe: string) => string;
  /** Whether a path in the sandbox belongs to another actor than the one of the step. */
  readonly isForeign: (path: string) => boolean;
  /** Folders of the sandbox that the operation is given and keeps to; null if it may use any. */
  readonly given: readonly string[] | null;
  /** Decoy folders of the sandbox, beside such folders. */
  readonly neighbours: readonly string[];
  readonly changes: readonly FileChange[];
}

/**
 * The walk of an absolute path that nobody tidied, null where it does not end at `touched`: then it is not the path
 * by which that was reached.
 */
export function walkPath(path: string, touched: string, view: WalkView): Walk | null {
  const { start, names } = beginning(path, view);
  const steps: WalkStep[] = [];
  const changed = new Map(view.changes.map((change) => [change.path, change]));
  let stand: Stand = { at: start, way: 'start', stats: look(start) };
  let left = false;
  for (let index = -1; index < names.length; index += 1) {
    const name = index < 0 ? view.shown(start) : (names[index] ?? '');
    if (index >= 0) stand = follow(stand, name);
    const leaves: WalkStep['leaves'] | undefined = left
      ? undefined
      : leavesAt(stand, index === names.length - 1, view);
    left ||= leaves !== undefined;
    steps.push(describeWalkStep(name, stand, changed.get(stand.at), view, leaves));
  }
  const same = sameFile(stand, touched);
  if (!same && !isWithin(touched, stand.at)) return null;
  return cut(same && stand.at !== touched ? withTwin(steps, view.shown(touched)) : steps);
}

interface Stand {
  /** Absolute place, links followed as far as they lead. */
  readonly at: string;
  readonly way: 'start' | 'down' | 'up' | 'link' | 'lost';
  /** Null where nothing is. */
  readonly stats: Stats | null;
  readonly target?: string;
}

/** The nearest folder that everybody knows by name, and the components after it. */
function beginning(path: string, { roots, moat }: WalkView): { start: string; names: string[] } {
  const known = [...roots, ...roots.map(parentOf), moat].filter((folder) => isWithin(path, folder));
  const start = known.reduce((longest, folder) => (folder.length > longest.length ? folder : longest), '/');
  const names = path.slice(start === '/' ? 0 : start.length).split('/');
  return { start, names: names.filter((name) => name !== '' && name !== '.') };
}

function follow(from: Stand, name: string): Stand {
  const below = from.at === '/' ? `/${name}` : `${from.at}/${name}`;
  // What was removed or is no folder cannot be gone through; changes may still know what lay below.
  if (!from.stats?.isDirectory())
    return { at: name === '..' ? parentOf(from.at) : below, way: 'lost', stats: null };
  if (name === '..') return { at: parentOf(from.at), way: 'up', stats: look(parentOf(from.at)) };
  const stats = look(below);
  if (!stats?.isSymbolicLink()) return { at: below, way: 'down', stats };
  const target = textOfBytes(readlinkSync(systemPath(below), 'buffer'));
  const at = linkEnd(below, target);
  return { at, way: 'link', stats: look(at), target };
}

/** Where a link leads in the end; if nothing exists there, its own text. */
function linkEnd(link: string, target: string): string {
  const whole = real(link);
  if (whole !== null) return whole;
  const joined = target.startsWith('/') ? target : `${parentOf(link)}/${target}`;
  const folder = real(parentOf(joined));
  return folder === null ? joined : `${folder === '/' ? '' : folder}/${baseNameOf(joined)}`;
}

function real(path: string): string | null {
  try {
    return textOfBytes(realpathSync(systemPath(path), 'buffer'));
  } catch {
    return null;
  }
}

/** The kernel accepts no NUL and no name over NAME_MAX, and what it refuses does not exist. */
function look(path: string): Stats | null {
  if (path.includes('\0') || bytesOfText(path).length >= limits.pathBytesMax) return null;
  try {
    return lstatSync(systemPath(path));
  } catch {
    return null;
  }
}

/** A folder above is on the way into where it may work, unless one has come up to it, by a link, or ends there. */
function leavesAt({ at, way }: Stand, isLast: boolean, view: WalkView): WalkStep['leaves'] | undefined {
  const onTheWay = (way === 'start' || way === 'down') && !isLast;
  const isAbove = (folder: string): boolean => onTheWay && isWithin(folder, at);
  const { roots, given, neighbours } = view;
  if (!roots.some((root) => isWithin(at, root))) return roots.some(isAbove) ? undefined : 'sandbox';
  if (view.isForeign(at)) return 'own';
  if (neighbours.some((folder) => isWithin(at, folder))) return 'given';
  const holds = (folder: string): boolean => isWithin(at, folder) || isAbove(folder);
  return given === null || given.some(holds) ? undefined : 'given';
}

function describeWalkStep(
  name: string,
  { at, stats, target }: Stand,
  change: FileChange | undefined,
  view: WalkView,
  leaves: WalkStep['leaves'] | undefined,
): WalkStep {
  const became = change?.what === 'created' || change?.what === 'deleted' ? change.what : undefined;
  const was =
    became === 'created' ? 'missing' : became === 'deleted' ? kindOfChange(change) : kindOfStats(stats);
  return {
    unsafeName: name,
    was: target === undefined ? was : 'link',
    ...(target === undefined ? {} : { unsafeTarget: view.withPlaces(target) }),
    unsafeAt: view.shown(at),
    ...(became === undefined ? {} : { became }),
    ...(leaves === undefined ? {} : { leaves }),
  };
}

function kindOfChange(change: FileChange | undefined): WalkStep['was'] {
  return change?.directory === true ? 'folder' : 'file';
}

function kindOfStats(stats: Stats | null): WalkStep['was'] {
  if (stats === null) return 'missing';
  if (stats.isDirectory()) return 'folder';
  return stats.isFile() ? 'file' : 'other';
}

function sameFile({ at, stats }: Stand, touched: string): boolean {
  if (at === touched) return true;
  const other = look(touched);
  return stats !== null && other !== null && stats.ino === other.ino && stats.dev === other.dev;
}

/** The last component is a hard link: it stays where it is and is the other owner's file all the same. */
function withTwin(steps: readonly WalkStep[], unsafeSameAs: string): WalkStep[] {
  return steps.map((step, index) =>
    index === steps.length - 1
      ? {
          ...step,
          unsafeSameAs,
          ...(steps.some(({ leaves }) => leaves) ? {} : { leaves: 'sandbox' as const }),
        }
      : step,
  );
}

function cut(steps: readonly WalkStep[]): Walk {
  const left = steps.length - limits.walkHeadMax - limits.walkTailMax;
  if (left <= 0) return { steps, left: 0 };
  return { steps: [...steps.slice(0, limits.walkHeadMax), ...steps.slice(-limits.walkTailMax)], left };
}
