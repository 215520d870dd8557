/**
 * Collects what each source reports of a file as facts: a difference on disk, an event of the kernel, a call that the hook
 * recorded. `a.txt` that is opened for writing and written gives three facts, which become one access.
 */
import type { FileChange } from '../model/change.ts';
import { isWithin } from '../model/isWithin.ts';
import type { Action, SeenAccess } from '../model/observation.ts';
import type { HookRecord, TripwireKind, TripwireRecord } from '../model/records.ts';
import { groundOf } from './fileGrounds.ts';
import type { FileReport, FileView } from './fileView.ts';

export type AccessWitness = SeenAccess['seenBy'][number];
export interface Fact {
  readonly path: string;
  readonly action: Action;
  readonly directory: boolean;
  readonly source: AccessWitness;
  readonly refused: boolean;
  /** For links: the path that the link leads to, which is then the resource. */
  readonly leadsTo: string | null;
  /** The written content was the same as before. */
  readonly unchanged?: boolean;
}

export function factsOfChange(change: FileChange, view: FileView): Fact[] {
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

export function factsOfTripwire(wire: TripwireRecord, report: FileReport, view: FileView): Fact[] {
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
    // In the sandbox the comparison of the disk is exact; a temporary file that was created and deleted has no effect there.
    if (action !== undefined && (ground === 'moat' || kind === 'extended')) actions.add(action);
  }
  const isReplaced = isRenamedOver(wire.path, report);
  if (isReplaced && actions.delete('create')) actions.add('write');
  if (isReplaced || !view.existed(wire.path)) actions.delete('delete');
  return [...actions].map((action) => ({ ...fact, action }));
}

/**
 * Whether a rename replaced a file that nothing removed before. The kernel reports a deletion and a creation; to the owner of
 * the path it is a write.
 */
function isRenamedOver(path: string, { hooks }: FileReport): boolean {
  return hooks.some((hook) => isReplacing(hook, path)) && !hooks.some((hook) => isRemoving(hook, path));
}

function isReplacing(hook: HookRecord, path: string): boolean {
  return hook.event === 'os.rename' && hook.action === 'write' && hook.expected && hook.path === path;
}

export function isRemoving({ action, expected, path: removed }: HookRecord, path: string): boolean {
  return action === 'delete' && expected && isWithin(path, removed);
}

/** Whether an attribute event is a change of metadata: the event also reports a changed link count, which is none. */
function isMetadata({ path }: TripwireRecord, { changes, hooks }: FileReport): boolean {
  return (
    changes.some((change) => change.path === path && change.what === 'metadata') ||
    hooks.some((hook) => hook.path === path && hook.expected && hook.event.endsWith('xattr'))
  );
}

export function factsOfHook(hook: HookRecord, view: FileView): Fact[] {
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

/** Audit event of a memory-mapped file: later reads make no call and no inotify event. */
const mapping = 'mmap.__new__';
