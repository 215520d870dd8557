/**
 * The disk of a world: what a step changed in sandbox and moat, and the way back to the sealed state. The sandbox
 * is compared after each step; the moat whenever hook or tripwire saw something there, and at the end of a run.
 */
import { copyFileSync, existsSync, lstatSync, realpathSync, utimesSync, writeFileSync } from 'node:fs';
import type { Arena } from '../../arena/arena.ts';
import { isWithin, nameOf, parentOf, systemPath } from '../../arena/filePath.ts';
import { release } from '../../arena/release.ts';
import { removeEntry } from '../../arena/removeEntry.ts';
import { restoreTree } from '../../arena/restoreTree.ts';
import { adoptChanges, compareTree, snapshotTree, type Tree, type TreeChange } from '../../arena/tree.ts';
import { canaryPattern } from '../../model/canary.ts';
import type { FileChange } from '../../model/change.ts';
import { messageOf, TargetLostError } from '../../model/errors.ts';
import { moatFileNames } from '../../model/moat.ts';
import type { HookRecord, TripwireRecord } from '../../model/records.ts';
import { isCopied, type PlantedLinks, withMoved } from '../step/movedPlants.ts';

export interface Disk {
  /** What changed since the last call, planted entries left out. */
  readonly inspect: (
    report: DiskReport,
    planted: ReadonlySet<string>,
    links?: PlantedLinks | null,
  ) => FileChange[];
  /** Looks at the whole moat, whatever was reported. */
  readonly inspectMoat: () => FileChange[];
  /** Goes back to the sealed state. Returns the paths that are new inodes and need their watches again. */
  readonly restore: () => string[];
  /** Takes these away, until `restore`. */
  readonly hide: (paths: readonly string[]) => void;
  /** Puts a canary under a name of the moat that is free, until `restore`. */
  readonly furnish: (path: string) => void;
  /** Whether a file of the sandbox was there when it was sealed. */
  readonly isSealed: (path: string) => boolean;
  /** Lets a sealed file of the sandbox hold something else, until `restore`. Nobody's doing; its times stay. */
  readonly change: (path: string, change: (content: Buffer) => Buffer) => void;
  /** The moat alone, for rehearsal, whose traces in the sandbox stay. */
  readonly restoreMoat: () => string[];
  /** Takes what is in the sandbox now as the doing of nobody's step; `restore` undoes it all the same. */
  readonly settle: () => void;
  /** Removes what came into the temporary folder since the disk is watched, as a fresh start of the system would. */
  readonly emptyTemp: () => void;
  /** What the last inspection saw of the sandbox stays: the next one tells what is new. */
  readonly adopt: () => void;
  /** What is in the sandbox now is what `restore` goes back to. */
  readonly seal: () => void;
  /** Every path in the sandbox when it was sealed. */
  readonly sealedPaths: () => string[];
  /** From here on the kernel reports every change of what is sealed: a step of which it told nothing needs no look. */
  readonly trustTripwires: () => void;
}

export interface DiskReport {
  readonly hooks: readonly HookRecord[];
  readonly tripwires: readonly TripwireRecord[];
}

interface Watched {
  readonly top: string;
  readonly closed: ReadonlySet<string>;
  tree: Tree;
  changes: readonly TreeChange[];
}

/** Starts to watch the disk of an arena. */
export function watchDisk(arena: Arena): Disk {
  let tripwired = false;
  const roots = [...arena.roots.values(), arena.temp, arena.inbox, arena.home];
  const moat: Watched = { top: arena.moat, closed: new Set(roots), tree: arena.pristine, changes: [] };
  const sandboxes: Watched[] = roots.map((top) => ({
    top,
    closed: new Set(),
    tree: snapshotTree(top),
    changes: [],
  }));
  const inSandbox = (path: string): boolean => roots.some((root) => isWithin(path, root));
  const inMoat = (path: string): boolean =>
    isWithin(path, arena.moat) && (!inSandbox(path) || roots.includes(path));
  // Inodes are used again for other files once theirs are gone, so that only what is there now counts.
  const inMoatByInode = (inode: bigint): string | null => {
    if (arena.roots.size === 0) return null;
    const named = [...moat.tree].find(([, entry]) => entry.inode === inode)?.[0];
    const stats = named && lstatSync(systemPath(named), { bigint: true, throwIfNoEntry: false });
    return named !== undefined && stats && stats.ino === inode ? named : null;
  };

  const compare = (watched: Watched, suspects: ReadonlySet<string>): TreeChange[] => {
    const { top, tree, closed } = watched;
    const now = compareTree(top, tree, { closed, suspects });
    const before = new Map(watched.changes.map((change) => [change.path, change]));
    watched.changes = now;
    return now.flatMap((change) => sinceThen(change, before.get(change.path)));
  };
  const told = (changes: readonly TreeChange[]): FileChange[] =>
    changes.map((change) => tellChange(change, inMoatByInode));

  const furnished: string[] = [];
  const old = new Set(sandboxes.flatMap(({ tree }) => [...tree.keys()]));
  const sealedContent = (path: string): Buffer | null => {
    const entry = sandboxes.map(({ tree }) => tree.get(path)).find((one) => one !== undefined);
    return entry?.kind === 'file' ? entry.content : null;
  };
  const settle = (): void => {
    for (const sandbox of sandboxes) compare(sandbox, new Set());
  };

  const isQuiet = (report: DiskReport, planted: ReadonlySet<string>): boolean =>
    tripwired && planted.size === 0 && !mayHaveChanged(report, inSandbox);

  return {
    inspect: (report, planted, links = null) => {
      const written = new Set(report.hooks.filter(isWrite).map(({ path }) => path));
      const changes = isQuiet(report, planted)
        ? []
        : sandboxes.flatMap((sandbox) => compare(sandbox, written));
      const modified = writtenIn(report);
      if (mayHaveChanged(report, inMoat)) {
        const suspects = new Set([...modified, ...report.tripwires.map(({ path }) => path)]);
        changes.push(...compare(moat, suspects));
      }
      const attackers = new Set([
        ...withMoved(planted, report.hooks),
        ...changes.filter((change) => links !== null && isCopy(change, links)).map(({ path }) => path),
      ]);
      return told(
        changes.filter((change) => !isPlanting(change, planted)).map((change) => rewritten(change, modified)),
      ).map((change) => (attackers.has(change.path) ? { ...change, leadsTo: null } : change));
    },
    inspectMoat: () => told(compare(moat, new Set())),
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
      if (!inMoat(path) || existsSync(systemPath(path))) return;
      try {
        copyFileSync(`${arena.moat}/${moatFileNames[0]}`, systemPath(path));
      } catch {
        // The name is too long, or its folder is not there: nothing is furnished.
        return;
      }
      for (const [made, entry] of snapshotTree(path)) moat.tree.set(made, entry);
      furnished.push(path);
    },
    isSealed: (path) => sealedContent(path) !== null,
    change: (path, change) => {
      const content = sealedContent(path);
      if (content === null || !existsSync(systemPath(path))) return;
      const { atime, mtime } = lstatSync(systemPath(path));
      writeFileSync(systemPath(path), change(content));
      utimesSync(systemPath(path), atime, mtime);
      settle();
    },
    restoreMoat: () => restore(moat),
    settle,
    emptyTemp: () => {
      for (const { top, tree } of sandboxes)
        if (top === arena.temp) for (const path of tree.keys()) if (!old.has(path)) removeEntry(path);
      settle();
    },
    adopt: () => {
      for (const sandbox of sandboxes) {
        adoptChanges(sandbox.tree, sandbox.changes);
        sandbox.changes = [];
      }
    },
    seal: () => {
      for (const sandbox of sandboxes) {
        sandbox.tree = snapshotTree(sandbox.top);
        sandbox.changes = [];
      }
    },
    sealedPaths: () => sandboxes.flatMap(({ tree }) => [...tree.keys()]),
    trustTripwires: () => {
      tripwired = true;
    },
  };
}

/** What was planted, and what it took the place of. What a target does to either is done to the attacker's own. */
function isPlanting({ path, what }: TreeChange, planted: ReadonlySet<string>): boolean {
  return what === 'created' ? planted.has(path) : [...planted].some((place) => isWithin(path, place));
}

function isCopy({ path, after }: TreeChange, links: PlantedLinks): boolean {
  return after?.kind === 'symlink' && after.content !== null && isCopied(links, path, nameOf(after.content));
}

function restore(watched: Watched): string[] {
  if (watched.changes.length === 0) return [];
  const renewed = restored(watched);
  watched.changes = [];
  return renewed;
}

/** What cannot be put back (`chattr +i`) would be in the way of all later cases: the target is lost with its arena. */
function restored({ top, tree, changes }: Watched): string[] {
  try {
    return restoreTree(tree, changes);
  } catch (thrown) {
    release(top);
    throw new TargetLostError('died', `what the target has left cannot be put back: ${messageOf(thrown)}`, {
      cause: thrown,
    });
  }
}

function isWrite({ action }: HookRecord): boolean {
  return action !== 'read' && action !== 'list';
}

const looking: ReadonlySet<string> = new Set(['open', 'access']);

/** Whether anything but looking was reported of a ground. */
function mayHaveChanged(report: DiskReport, isOn: (path: string) => boolean): boolean {
  return (
    report.hooks.some((hook) => isWrite(hook) && isOn(hook.path)) ||
    report.tripwires.some(
      ({ path, kinds }) =>
        (isOn(path) && kinds.some((kind) => !looking.has(kind))) || kinds.includes('overflow'),
    )
  );
}

/** Paths that were written, as hook or kernel tell. */
function writtenIn(report: DiskReport): ReadonlySet<string> {
  return new Set([
    ...report.hooks.filter(({ action }) => action === 'write' || action === 'create').map(({ path }) => path),
    ...report.tripwires.filter(({ kinds }) => kinds.includes('modify')).map(({ path }) => path),
  ]);
}

/** A file that was written with what it held before has new times and nothing else: that is a write all the same. */
function rewritten(change: TreeChange, modified: ReadonlySet<string>): TreeChange {
  const { what, before, after, path } = change;
  if (what !== 'metadata' || before === null || after === null || !modified.has(path)) return change;
  const same = before.mode === after.mode && before.uid === after.uid && before.gid === after.gid;
  return same ? { ...change, what: 'content' } : change;
}

/** What is new of a change, where an earlier step of the same case had changed the path already. */
function sinceThen(change: TreeChange, earlier: TreeChange | undefined): TreeChange[] {
  if (earlier === undefined) return [change];
  const { after } = change;
  const then = earlier.after;
  if (after === null || then === null) return after === then ? [] : [change];
  const sameThing = after.inode === then.inode && after.kind === then.kind;
  if (sameThing && after.changedNs === then.changedNs) return [];
  const sameContent = after.content !== null && then.content !== null && after.content.equals(then.content);
  if (sameThing && (sameContent || after.kind === 'directory')) {
    const touched = after.mode !== then.mode || after.uid !== then.uid || after.gid !== then.gid;
    // A folder's own times change with what comes and goes in it.
    const times = after.kind !== 'directory' && after.modifiedNs !== then.modifiedNs;
    return touched || times ? [{ ...change, what: 'metadata', before: then }] : [];
  }
  return [{ ...change, what: sameThing ? 'content' : 'replaced', before: then }];
}

function tellChange(change: TreeChange, inMoatByInode: (inode: bigint) => string | null): FileChange {
  const { path, what, kind, after } = change;
  return {
    path,
    what,
    directory: kind === 'directory',
    leadsTo: after === null ? null : leadsTo(path, after, inMoatByInode),
    ...(holdsTheSame(change) ? { same: true } : {}),
  };
}

function holdsTheSame({ what, before, after }: TreeChange): boolean {
  if (what !== 'content' && what !== 'replaced') return false;
  if (before?.kind !== 'file' || after?.kind !== 'file' || before.content === null) return false;
  if (before.mode !== after.mode || before.uid !== after.uid || before.gid !== after.gid) return false;
  if (after.content === null || !before.content.equals(after.content)) return false;
  // What is the same whoever writes it shows nothing: an overwritten file may hold it too.
  return before.size === 0 || before.content.toString('latin1').search(canaryPattern) >= 0;
}

/** Where a new link leads: the resolved target of a symlink, the moat file that a hard link shares. */
function leadsTo(
  path: string,
  after: NonNullable<TreeChange['after']>,
  inMoatByInode: (inode: bigint) => string | null,
): string | null {
  if (after.kind === 'file' && after.links > 1) return inMoatByInode(after.inode);
  if (after.kind !== 'symlink') return null;
  try {
    return resolved(path);
  } catch {
    return danglingTarget(path, after.content);
  }
}

/** As the kernel follows links: the other `realpathSync` takes `..` behind a link for the link's own folder. */
function resolved(path: string): string {
  return nameOf(realpathSync.native(systemPath(path), 'buffer'));
}

/** The place that a dangling link names: its target below the nearest folder that exists. */
function danglingTarget(path: string, content: Buffer | null): string | null {
  const target = content?.toString('utf8') ?? '';
  const joined = target.startsWith('/') ? target : `${parentOf(path)}/${target}`;
  const parent = parentOf(joined);
  if (target === '' || target.includes('\0') || !existsSync(systemPath(parent))) return null;
  try {
    return `${resolved(parent)}/${joined.slice(joined.lastIndexOf('/') + 1)}`;
  } catch {
    // Longer than any path may be (PATH_MAX): what is done through the link is seen where it happens.
    return null;
  }
}
