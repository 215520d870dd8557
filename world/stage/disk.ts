/**
 * Watches the disk of a world: reports what a step changed in the sandbox and in the moat, and restores the sealed state. The
 * sandbox is compared after each step where something happened, the moat whenever a hook or a tripwire saw something there, and at
 * the end of a run. After a step that wrote `../secret.txt` it reports that change and puts the old content back.
 */
import { constants, copyFileSync, existsSync, lstatSync, utimesSync, writeFileSync } from 'node:fs';
import type { Arena } from '../../arena/arena.ts';
import { parentOf, systemPath } from '../../arena/filePath.ts';
import { isRealFolder, requireRealParent } from '../../arena/realGround.ts';
import { removeEntry } from '../../arena/removeEntry.ts';
import { restoreTree } from '../../arena/restoreTree.ts';
import {
  adoptChanges,
  compareTree,
  snapshotTree,
  type Tree,
  type TreeChange,
  type TreeEntry,
} from '../../arena/tree.ts';
import type { FileChange } from '../../model/change.ts';
import { isWithin } from '../../model/isWithin.ts';
import { moatFileNames } from '../../model/moat.ts';
import { type PlantedLinks, withMoved } from '../step/movedPlants.ts';
import { asRewritten, isCopy, isPlanting, mayHaveChanged, tellChange, writtenPaths } from './diskChanges.ts';
import { lookAtSandbox, type SandboxLook } from './lookAtSandbox.ts';
import type { DiskReport } from './placesToLook.ts';
import { compare, restore, type Watched } from './watched.ts';

interface Inspection {
  /** What changed since the last call, planted entries left out. */
  readonly inspect: (
    report: DiskReport,
    planted: ReadonlySet<string>,
    links?: PlantedLinks | null,
  ) => FileChange[];
}

/** The disk in rehearsal, whose traces in the sandbox stay. */
export interface RehearsedDisk extends Inspection {
  /** Restores the moat only. */
  readonly restoreMoat: () => string[];
  /** Takes the last inspection of the sandbox as the new base: the next one returns changes since then. */
  readonly adopt: () => void;
  /** Takes the present sandbox as the state that cases restore. */
  readonly seal: (options: SealDisk) => Disk;
  /** What is in the sandbox now, a tree for each of its folders. */
  readonly save: () => readonly Tree[];
  /** Makes the sandbox hold these trees, and nothing else. */
  readonly load: (trees: readonly Tree[]) => void;
}

interface SealDisk {
  /** The kernel reports every change of sealed files, so that the disk is looked at where hook or kernel reported something. */
  readonly tripwires: boolean;
  /** Called with a path that was changed at some time without a report. */
  readonly onUntold?: (path: string) => void;
}

/** The disk of cases. */
export interface Disk extends Inspection {
  /** Looks at the whole moat, whatever was reported. */
  readonly inspectMoat: () => FileChange[];
  /** Looks at the whole sandbox, between steps, for changes that nothing reported. */
  readonly findUntold: () => void;
  /** Goes back to the sealed state. Returns the paths that are new inodes and need their watches again. */
  readonly restore: () => string[];
  /** Takes these away, until `restore`. */
  readonly hide: (paths: readonly string[]) => void;
  /** Puts a canary under a name of the moat that is free, until `restore`. */
  readonly furnish: (path: string) => void;
  /** Whether a file of the sandbox existed when it was sealed. */
  readonly isSealed: (path: string) => boolean;
  /** Gives a sealed file of the sandbox other content, until `restore`. It is attributed to nobody; its times stay. */
  readonly change: (path: string, change: (content: Buffer) => Buffer) => void;
  /** Attributes present changes in the sandbox to no step; `restore` undoes them all the same. */
  readonly settle: () => void;
  /** Removes what came into the temporary folder since the disk is watched, as a fresh start of the system would. */
  readonly emptyTemp: () => void;
  /** Every path in the sandbox when it was sealed. */
  readonly sealedPaths: () => string[];
}

interface Grounds {
  readonly arena: Arena;
  readonly moat: Watched;
  readonly sandboxes: readonly Watched[];
  /** Paths that existed when the disk began to be watched. */
  readonly old: ReadonlySet<string>;
  readonly inMoat: (path: string) => boolean;
}

/** Starts to watch the disk of an arena. */
export function watchDisk(arena: Arena): RehearsedDisk {
  const grounds = groundsOf(arena);
  const { moat, sandboxes } = grounds;
  return {
    inspect: inspectOf(grounds, lookAtSandbox(sandboxes, { tripwires: false })),
    restoreMoat: () => restore(moat),
    adopt: () => {
      for (const sandbox of sandboxes) {
        adoptChanges(sandbox.tree, sandbox.changes);
        sandbox.changes = [];
      }
    },
    save: () => sandboxes.map(({ top }) => snapshotTree(top)),
    load: (trees) => {
      for (const [index, { top }] of sandboxes.entries()) {
        const tree = new Map(trees[index]);
        restoreTree(tree, compareTree(top, tree));
      }
    },
    seal: (options) => {
      for (const sandbox of sandboxes) {
        sandbox.tree = snapshotTree(sandbox.top);
        sandbox.changes = [];
      }
      return sealedDisk(grounds, options);
    },
  };
}

function groundsOf(arena: Arena): Grounds {
  const roots = [...arena.roots.values(), arena.temp, arena.inbox, arena.home];
  const sandboxes: Watched[] = roots.map((top) => ({
    top,
    closed: new Set(),
    tree: snapshotTree(top),
    changes: [],
  }));
  const inSandbox = (path: string): boolean => roots.some((root) => isWithin(path, root));
  return {
    arena,
    moat: { top: arena.moat, closed: new Set(roots), tree: arena.pristine, changes: [] },
    sandboxes,
    old: new Set(sandboxes.flatMap(({ tree }) => [...tree.keys()])),
    inMoat: (path) => isWithin(path, arena.moat) && (!inSandbox(path) || roots.includes(path)),
  };
}

function inspectOf(grounds: Grounds, look: SandboxLook): Inspection['inspect'] {
  const { moat, inMoat } = grounds;
  return (report, planted, links = null) => {
    const changes = look.after(report, planted);
    const modified = writtenPaths(report);
    if (mayHaveChanged(report, inMoat)) {
      const suspects = new Set([...modified, ...report.tripwires.map(({ path }) => path)]);
      changes.push(...compare(moat, suspects));
    }
    const attackers = new Set([
      ...withMoved(planted, report.hooks),
      ...changes.filter((change) => links !== null && isCopy(change, links)).map(({ path }) => path),
    ]);
    return fileChanges(
      grounds,
      changes.filter((change) => !isPlanting(change, planted)).map((change) => asRewritten(change, modified)),
    ).map((change) => (attackers.has(change.path) ? { ...change, leadsTo: null } : change));
  };
}

function fileChanges({ arena, moat }: Grounds, changes: readonly TreeChange[]): FileChange[] {
  // Inodes are reused once their file is gone, so only existing files count.
  const inMoatByInode = (inode: bigint): string | null => {
    if (arena.roots.size === 0) return null;
    const named = [...moat.tree].find(([, entry]) => entry.inode === inode)?.[0];
    const stats = named && lstatSync(systemPath(named), { bigint: true, throwIfNoEntry: false });
    return named !== undefined && stats && stats.ino === inode ? named : null;
  };
  return changes.map((change) => tellChange(change, inMoatByInode));
}

function sealedDisk(grounds: Grounds, options: SealDisk): Disk {
  const { moat, sandboxes, old, arena } = grounds;
  const look = lookAtSandbox(sandboxes, options);
  const furnished: string[] = [];
  const settle = (): void => {
    for (const sandbox of sandboxes) compare(sandbox, new Set());
  };
  return {
    inspect: inspectOf(grounds, look),
    inspectMoat: () => fileChanges(grounds, compare(moat, new Set())),
    findUntold: look.findUntold,
    restore: () => {
      const renewed = [moat, ...sandboxes].flatMap(restore);
      const left = new Set(furnished.splice(0));
      for (const path of left) {
        moat.tree.delete(path);
        removeEntry(path);
      }
      return renewed.filter((path) => !left.has(path));
    },
    hide: (paths) => {
      for (const path of paths) removeEntry(path);
      for (const watched of [moat, ...sandboxes])
        if (paths.some((path) => isWithin(path, watched.top))) compare(watched, new Set());
    },
    furnish: (path) => {
      if (furnishCanary(grounds, path)) furnished.push(path);
    },
    isSealed: (path) => sealedFile(grounds, path)?.content != null,
    change: (path, change) => {
      const { content = null, inode } = sealedFile(grounds, path) ?? {};
      const stats = lstatSync(systemPath(path), { bigint: true, throwIfNoEntry: false });
      // What an attack has planted in its place may lead anywhere, or be another name of a file of the moat.
      if (content === null || !stats?.isFile() || stats.ino !== inode) return;
      const { atime, mtime } = lstatSync(systemPath(path));
      requireRealParent(path);
      writeFileSync(systemPath(path), change(content));
      utimesSync(systemPath(path), atime, mtime);
      settle();
    },
    settle,
    emptyTemp: () => {
      for (const { top, tree } of sandboxes)
        if (top === arena.temp) for (const path of tree.keys()) if (!old.has(path)) removeEntry(path);
      settle();
    },
    sealedPaths: () => sandboxes.flatMap(({ tree }) => [...tree.keys()]),
  };
}

/** Puts a canary there; not where the name is taken, or can be no file's. */
function furnishCanary({ arena, moat, inMoat }: Grounds, path: string): boolean {
  if (!inMoat(path) || existsSync(systemPath(path)) || !isRealFolder(parentOf(path))) return false;
  try {
    copyFileSync(`${arena.moat}/${moatFileNames[0]}`, systemPath(path), constants.COPYFILE_EXCL);
  } catch {
    // The name is too long, or its folder does not exist: nothing is changed.
    return false;
  }
  for (const [made, entry] of snapshotTree(path)) moat.tree.set(made, entry);
  return true;
}

/** A file of the sandbox as it was sealed; null where there was none. */
function sealedFile({ sandboxes }: Grounds, path: string): TreeEntry | null {
  const entry = sandboxes.map(({ tree }) => tree.get(path)).find((one) => one !== undefined);
  return entry?.kind === 'file' ? entry : null;
}
