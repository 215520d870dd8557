/**
 * Translates a difference on disk into what the step did: `a.txt` with new times and the same content was rewritten; a new hard
 * link leads to the file of the moat whose inode it shares. Reads links, changes nothing.
 */
import { existsSync, realpathSync } from 'node:fs';
import { nameOfBytes, parentOf, systemPath } from '../../arena/filePath.ts';
import type { TreeChange } from '../../arena/tree.ts';
import { canaryPattern } from '../../model/canary.ts';
import type { FileChange } from '../../model/change.ts';
import { isWithin } from '../../model/isWithin.ts';
import type { HookRecord, TripwireKind, TripwireRecord } from '../../model/records.ts';
import { isCopied, type PlantedLinks } from '../step/movedPlants.ts';

/** What hook and tripwires reported of a step. */
interface ReportedChanges {
  readonly hooks: readonly HookRecord[];
  readonly tripwires: readonly TripwireRecord[];
}

/** Whether a change concerns a planted entry or what it replaced: the target then changes something of the attacker's own. */
export function isPlanting({ path, what }: TreeChange, planted: ReadonlySet<string>): boolean {
  return what === 'created' ? planted.has(path) : [...planted].some((place) => isWithin(path, place));
}

export function isCopy({ path, after }: TreeChange, links: PlantedLinks): boolean {
  return (
    after?.kind === 'symlink' && after.content !== null && isCopied(links, path, nameOfBytes(after.content))
  );
}

export function isWrite({ action }: HookRecord): boolean {
  return action !== 'read' && action !== 'list';
}

/** Whether an event of the kernel is more than a look. */
export function isChanging(kind: TripwireKind): boolean {
  return kind !== 'open' && kind !== 'access';
}

/** Whether anything but looking was reported of a ground. */
export function mayHaveChanged(report: ReportedChanges, isOn: (path: string) => boolean): boolean {
  return (
    report.hooks.some((hook) => isWrite(hook) && isOn(hook.path)) ||
    report.tripwires.some(
      ({ path, kinds }) => (isOn(path) && kinds.some(isChanging)) || kinds.includes('overflow'),
    )
  );
}

/** Paths that were written, as hook or kernel report. */
export function writtenPaths(report: ReportedChanges): ReadonlySet<string> {
  return new Set([
    ...report.hooks.filter(({ action }) => action === 'write' || action === 'create').map(({ path }) => path),
    ...report.tripwires.filter(({ kinds }) => kinds.includes('modify')).map(({ path }) => path),
  ]);
}

/** A file that was written with what it held before has new times and nothing else: that is a write all the same. */
export function asRewritten(change: TreeChange, modified: ReadonlySet<string>): TreeChange {
  const { what, before, after, path } = change;
  if (what !== 'metadata' || before === null || after === null || !modified.has(path)) return change;
  const same = before.mode === after.mode && before.uid === after.uid && before.gid === after.gid;
  return same ? { ...change, what: 'content' } : change;
}

/** The new part of a change, if an earlier step of the same case had changed the path already. */
export function sinceThen(change: TreeChange, earlier: TreeChange | undefined): TreeChange[] {
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

export function tellChange(change: TreeChange, inMoatByInode: (inode: bigint) => string | null): FileChange {
  const { path, what, kind, after } = change;
  return {
    path,
    what,
    directory: kind === 'directory',
    leadsTo: after === null ? null : leadsTo(path, after, inMoatByInode),
    ...(what === 'metadata' ? {} : contentsOf(change)),
    ...(holdsTheSame(change) ? { same: true } : {}),
  };
}

function contentsOf({ before, after }: TreeChange): Pick<FileChange, 'content' | 'contentBefore'> {
  return {
    ...(after?.kind === 'file' && after.content !== null ? { content: after.content } : {}),
    ...(before?.kind === 'file' && before.content !== null ? { contentBefore: before.content } : {}),
  };
}

function holdsTheSame({ what, before, after }: TreeChange): boolean {
  if (what !== 'content' && what !== 'replaced') return false;
  if (before?.kind !== 'file' || after?.kind !== 'file' || before.content === null) return false;
  if (before.mode !== after.mode || before.uid !== after.uid || before.gid !== after.gid) return false;
  if (after.content === null || !before.content.equals(after.content)) return false;
  // Content that is the same whoever writes it shows nothing: an overwritten file may contain it too.
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
  return nameOfBytes(realpathSync.native(systemPath(path), 'buffer'));
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
    // Longer than a path can be (PATH_MAX): accesses through the link are seen where they happen.
    return null;
  }
}
