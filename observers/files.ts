/**
 * Turns what hook, tripwires and inspection saw of files into accesses. Effects convict: a read counts when the
 * kernel delivered bytes or names (inotify `access`), a write when the disk differs or the kernel told of it. The
 * hook adds where in the code, and stands alone where it forbade a write, where a file was mapped into memory, or where
 * there are no tripwires. What it cannot see: mappings made by C extensions and subprocesses; anything on a system
 * without inotify that is no audited call.
 */

import type { FileChange } from '../model/change.ts';
import { isWithin } from '../model/isWithin.ts';
import { shownInMoat } from '../model/moat.ts';
import {
  type Access,
  type Action,
  type Ground,
  isForeignTo,
  type Owner,
  type Resource,
} from '../model/observation.ts';
import type { HookRecord, Location, TripwireKind, TripwireRecord } from '../model/records.ts';
import type { Walk } from '../model/walk.ts';
import { isDoneByCache } from './cacheStores.ts';

export interface FileView {
  readonly step: number;
  readonly operation: string;
  readonly actor: string;
  readonly moat: string;
  readonly arena: string;
  /** Sandbox roots, the temporary folder included, with the names by which they are shown. */
  readonly roots: readonly { readonly path: string; readonly shown: string }[];
  readonly tripwires: boolean;
  /** Owner of a path in the sandbox, before the step. */
  readonly ownerOf: (path: string, action: Action) => Owner;
  /** Whether a path of the real system ends in a name that the attacker sent. */
  readonly isNamed: (path: string) => boolean;
  /** Real paths that harmless traffic was seen to read or was forbidden to write. */
  readonly isUsual: (path: string) => boolean;
  /** Whether harmless runs of the operation were kept from writing there as well. */
  readonly isForgotten: (path: string) => boolean;
  /** Folders of the sandbox that the operation is given and keeps to; null where it may change any. */
  readonly given: readonly string[] | null;
  /** Decoy folders of the sandbox, beside folders that operations are given: they count as moat. */
  readonly neighbours: readonly string[];
  /** Whether anything had this path before the case made or moved something there. */
  readonly existed: (path: string) => boolean;
  /** Whether anything has this path now. */
  readonly exists: (path: string) => boolean;
  /** `device:inode` of what has this path now, null where nothing has. */
  readonly nodeOf: (path: string) => string | null;
  /** How a path that a call named, absolute and untidied, led to what was touched; null where it did not. */
  readonly walk: (full: string, touched: string) => Walk | null;
}

export interface FileReport {
  readonly hooks: readonly HookRecord[];
  /** Where the step started other processes. */
  readonly spawned?: readonly Location[];
  readonly tripwires: readonly TripwireRecord[];
  readonly changes: readonly FileChange[];
  /** What an earlier step has left at work went on meanwhile: what no call of this step explains may be its doing. */
  readonly beside?: true;
  /** How many of the hooks came before the temporary folder was found to be another file system; absent where it was not. */
  readonly apartFrom?: number;
}

type AccessWitness = Access['seenBy'][number];
interface Fact {
  readonly path: string;
  readonly action: Action;
  readonly directory: boolean;
  readonly source: AccessWitness;
  readonly refused: boolean;
  /** For links: what the link leads to, which is then the resource. */
  readonly leadsTo: string | null;
  /** What was written was there already. */
  readonly unchanged?: boolean;
}

/** The accesses of one step, those of the actor's own and of shared files included. */
export function observeFiles(report: FileReport, view: FileView): Access[] {
  const facts = [
    ...report.changes.flatMap((change) => factsOfChange(change, view)),
    ...report.tripwires.flatMap((wire) => factsOfTripwire(wire, report, view)),
    ...report.hooks.flatMap((hook) => factsOfHook(hook, view)),
  ];
  const merged = mergeFacts(facts.filter((fact) => !isOwnLeaving(fact, report, view)));
  const isOwn = (fact: Fact): boolean =>
    report.beside !== true || (report.spawned ?? []).length > 0 || hookOf(fact, report.hooks) !== undefined;
  return merged.filter(isOwn).map((fact) => fileAccess(fact, report, view));
}

/**
 * Whether what goes is what the step has written there a moment before (`secret.txt.tmp`, moved over `secret.txt`). That it was
 * written is told; that it goes takes nothing from anybody.
 */
function isOwnLeaving(fact: Fact, { hooks, tripwires }: FileReport, view: FileView): boolean {
  if (fact.action !== 'delete' || groundOf(fact.path, view) !== 'moat') return false;
  const written = hooks.findIndex(
    ({ action, expected, path }) =>
      expected && path === fact.path && (action === 'write' || action === 'create'),
  );
  const removed = hooks.findIndex((hook) => isRemoving(hook, fact.path));
  const isTold = tripwires.some(
    ({ path, kinds }) => path === fact.path && (kinds.includes('modify') || kinds.includes('create')),
  );
  return isTold && written >= 0 && written < removed;
}

function factsOfChange(change: FileChange, view: FileView): Fact[] {
  const fact = {
    path: change.path,
    directory: change.directory,
    source: 'inspection' as const,
    refused: false,
  };
  const action = actionOfChange(change);
  const facts: Fact[] = [{ ...fact, action, leadsTo: null, unchanged: change.same === true }];
  const led = change.leadsTo;
  if (led !== null && groundOf(change.path, view) === 'sandbox' && groundOf(led, view) !== 'sandbox') {
    facts.push({ ...fact, action: 'link', leadsTo: led });
  }
  return facts;
}

function actionOfChange(change: FileChange): Action {
  switch (change.what) {
    case 'created':
      return 'create';
    case 'deleted':
      return 'delete';
    case 'metadata':
      return 'metadata';
    case 'content':
    case 'replaced':
      return 'write';
  }
}

const actionOfWire: Partial<Record<TripwireKind, Action>> = {
  modify: 'write',
  extended: 'metadata',
  create: 'create',
  delete: 'delete',
  'moved-from': 'delete',
  'moved-to': 'create',
};

function factsOfTripwire(wire: TripwireRecord, report: FileReport, view: FileView): Fact[] {
  const ground = groundOf(wire.path, view);
  if (ground === 'system') return [];
  const fact = {
    path: wire.path,
    directory: wire.directory,
    source: 'tripwire' as const,
    refused: false,
    leadsTo: null,
  };
  const actions = new Set<Action>();
  for (const kind of wire.kinds) {
    if (kind === 'access') actions.add(wire.directory ? 'list' : 'read');
    if (kind === 'attribute' && isMetadata(wire, report)) actions.add('metadata');
    const action = actionOfWire[kind];
    // In the sandbox inspection has the exact answer; a temporary file that came and went is no effect there.
    if (action !== undefined && (ground === 'moat' || kind === 'extended')) actions.add(action);
  }
  const isReplaced = isRenamedOver(wire.path, report);
  if (isReplaced && actions.delete('create')) actions.add('write');
  if (isReplaced || !view.existed(wire.path)) actions.delete('delete');
  return [...actions].map((action) => ({ ...fact, action }));
}

/**
 * Whether a rename put something else in the place of a file, and nothing removed it before. The kernel tells that one is gone
 * and one has come; for who owns the place it is written.
 */
function isRenamedOver(path: string, { hooks }: FileReport): boolean {
  return hooks.some((hook) => isReplacing(hook, path)) && !hooks.some((hook) => isRemoving(hook, path));
}

function isReplacing(hook: HookRecord, path: string): boolean {
  return hook.event === 'os.rename' && hook.action === 'write' && hook.expected && hook.path === path;
}

function isRemoving({ action, expected, path: removed }: HookRecord, path: string): boolean {
  return action === 'delete' && expected && isWithin(path, removed);
}

/** An attribute event also tells of a changed link count, which is nobody's metadata: others decide. */
function isMetadata({ path }: TripwireRecord, { changes, hooks }: FileReport): boolean {
  return (
    changes.some((change) => change.path === path && change.what === 'metadata') ||
    hooks.some((hook) => hook.path === path && hook.expected && hook.event.endsWith('xattr'))
  );
}

function factsOfHook(hook: HookRecord, view: FileView): Fact[] {
  if (!hook.expected && !hook.refused) return [];
  const ground = groundOf(hook.path, view);
  const fact = { path: hook.path, directory: hook.action === 'list', source: 'hook' as const, leadsTo: null };
  const reads = hook.action === 'read' || hook.action === 'list';
  if (ground === 'system') {
    const unusual = !view.isUsual(hook.path);
    if (hook.refused && hook.expected && unusual && !view.isForgotten(hook.path))
      return [{ ...fact, action: hook.action, refused: true }];
    if (hook.action === 'read' && unusual && view.isNamed(hook.path))
      return [{ ...fact, action: 'read', refused: false }];
    return [];
  }
  if (hook.action === 'wait') return [{ ...fact, action: 'wait', refused: false }];
  const convicts = !view.tripwires || hook.event === mapping;
  return reads && convicts ? [{ ...fact, action: hook.action, refused: false }] : [];
}

/** Audit event of a file that becomes memory: it is read without a call from then on, and inotify tells of none. */
const mapping = 'mmap.__new__';

/** One access for each path and action, with every source that saw it. */
function mergeFacts(facts: readonly Fact[]): (Fact & { readonly sources: AccessWitness[] })[] {
  const merged = new Map<string, Fact & { readonly sources: AccessWitness[] }>();
  for (const fact of facts) {
    const identity = `${fact.action} ${fact.leadsTo ?? ''} ${fact.path}`;
    const known = merged.get(identity);
    if (known === undefined) merged.set(identity, { ...fact, sources: [fact.source] });
    else if (!known.sources.includes(fact.source)) known.sources.push(fact.source);
  }
  return [...merged.values()].filter((fact) => !isEchoOfAnother(fact, merged));
}

/** A created file is also modified; one access says it all. */
function isEchoOfAnother(fact: Fact, merged: ReadonlyMap<string, unknown>): boolean {
  return fact.action === 'write' && merged.has(`create  ${fact.path}`);
}

function fileAccess(
  fact: Fact & { readonly sources: AccessWitness[] },
  { hooks, spawned = [], apartFrom = Number.POSITIVE_INFINITY }: FileReport,
  view: FileView,
): Access {
  const touched = fact.leadsTo ?? fact.path;
  const named = hookOf(fact, hooks);
  const hook = named ?? (spawned.length > 0 ? undefined : hookByOtherName(fact, hooks, view));
  const resource: Resource = {
    store: 'file',
    ground: groundTouched(fact, touched, view),
    path: touched,
    shown: shownPath(touched, view),
    directory: fact.directory,
  };
  const asked = fact.leadsTo === null ? hook?.asked : fact.path;
  const owner: Owner = resource.ground === 'sandbox' ? ownerInside(fact, named, view) : { kind: 'outside' };
  const full = fact.leadsTo === null ? fullPath(hook) : fact.path;
  const walk = isForeignTo(owner, view.actor) && full !== null ? view.walk(full, touched) : null;
  return {
    step: view.step,
    operation: view.operation,
    actor: view.actor,
    action: fact.action,
    resource,
    owner,
    seenBy: named === undefined || fact.sources.includes('hook') ? fact.sources : [...fact.sources, 'hook'],
    refused: fact.refused,
    asked: asked === undefined || asked === touched ? null : shownPath(asked, view),
    location: (hook === undefined ? spawned.at(-1) : hook.location) ?? null,
    flow: null,
    ...(fact.unchanged === true ? { unchanged: true } : {}),
    ...(walk === null ? {} : { walk }),
    ...throughOf(hook),
    ...(hook !== undefined && hooks.indexOf(hook) >= apartFrom ? { apart: true } : {}),
  };
}

function ownerInside({ leadsTo, path, action }: Fact, hook: HookRecord | undefined, view: FileView): Owner {
  if (hook !== undefined && isDoneByCache(hook.stack)) return { kind: 'shared' };
  return view.ownerOf(leadsTo ?? path, action);
}

/** The innermost place that is not the standard library's, where that is not the target's own. */
function throughOf(hook: HookRecord | undefined): Pick<Access, 'through'> {
  const [inner] = hook?.stack ?? [];
  const { file, line } = hook?.location ?? {};
  return inner === undefined || (inner.file === file && inner.line === line) ? {} : { through: inner };
}

/** What an operation changes beside the folder that it is given is beyond its ground. */
function groundTouched({ action }: Fact, path: string, view: FileView): Ground {
  const ground = groundOf(path, view);
  const changes = action !== 'read' && action !== 'list';
  if (ground !== 'sandbox' || !changes || view.given === null || isBesides(path, view)) return ground;
  return view.given.some((folder) => isWithin(path, folder) || isWithin(folder, path)) ? ground : 'moat';
}

/** Temporary folder, inbox and home are for the target to work in. */
function isBesides(path: string, { roots }: FileView): boolean {
  return roots.some(({ path: root, shown }) => sharedRoots.includes(shown) && isWithin(path, root));
}

const sharedRoots: readonly string[] = ['{temp}', '{inbox}', '{home}'];

function fullPath(hook: HookRecord | undefined): string | null {
  return hook?.full === undefined ? null : (hook.full ?? hook.path);
}

const hookActions: Record<Action, readonly Action[]> = {
  // A file that is opened to be written may be read as well.
  read: ['read', 'write'],
  list: ['list', 'read'],
  create: ['create', 'link', 'write'],
  write: ['write', 'create', 'link'],
  delete: ['delete'],
  metadata: ['metadata', 'write', 'create'],
  link: ['link', 'create', 'write'],
  wait: ['wait'],
};

/** The hook record that tells where an effect comes from: same path and a fitting action, the fittest first. */
function hookOf(fact: Fact, hooks: readonly HookRecord[]): HookRecord | undefined {
  for (const action of hookActions[fact.action]) {
    const found = hooks.find((hook) => hook.path === fact.path && hook.action === action);
    if (found !== undefined) return found;
  }
  // A whole folder that was moved or removed names its top only; a database has its journals beside it.
  return (
    hooks.find((hook) => isFitting(hook, fact) && fact.path.startsWith(`${hook.path}/`)) ??
    hooks.find(({ event, path }) => event === 'sqlite3.connect' && fact.path.startsWith(`${path}-`))
  );
}

/**
 * The last fitting call by another name of the file: one that it has besides (a hard link), or one that it was made under and
 * no call that was seen has taken away (a C extension moved it).
 */
function hookByOtherName(fact: Fact, hooks: readonly HookRecord[], view: FileView): HookRecord | undefined {
  if (fact.directory) return undefined;
  const node = view.nodeOf(fact.path);
  const isMoved = ({ action, path }: HookRecord): boolean =>
    fact.action === 'create' &&
    (action === 'create' || action === 'write') &&
    !view.exists(path) &&
    !hooks.some((other) => isRemoving(other, path));
  const isSame = (hook: HookRecord): boolean =>
    node !== null && (hook.node === node || view.nodeOf(hook.path) === node);
  return hooks.filter((hook) => isFitting(hook, fact) && (isSame(hook) || isMoved(hook))).at(-1);
}

function isFitting({ expected, action }: HookRecord, fact: Fact): boolean {
  return expected && hookActions[fact.action].includes(action);
}

/** Which ground a resolved path lies on. */
export function groundOf(path: string, view: Pick<FileView, 'roots' | 'arena' | 'neighbours'>): Ground {
  if (view.neighbours.some((folder) => isWithin(path, folder))) return 'moat';
  if (view.roots.some((root) => isWithin(path, root.path))) return 'sandbox';
  return path === view.arena || path.startsWith(`${view.arena}/`) ? 'moat' : 'system';
}

/** A path by the places of the arena, so that it reads the same in every run. */
export function shownPath(path: string, view: Pick<FileView, 'roots' | 'moat'>): string {
  for (const root of view.roots) {
    if (path === root.path || path.startsWith(`${root.path}/`))
      return root.shown + path.slice(root.path.length);
  }
  return path === view.moat || path.startsWith(`${view.moat}/`)
    ? shownInMoat(path.slice(view.moat.length))
    : path;
}
