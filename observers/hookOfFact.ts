/**
 * Finds the target's call behind a fact, by path and action, whatever name the call used: a difference at `media/a` is
 * attributed to `open('media/../media/a', 'w')` at `views.py:12`.
 */
import type { Action } from '../model/observation.ts';
import type { HookRecord } from '../model/records.ts';
import type { Fact } from './fileFacts.ts';
import { isRemoving } from './fileFacts.ts';
import type { FileView } from './fileView.ts';

const hookActions: Record<Action, readonly Action[]> = {
  // A file that is opened for writing may also be read.
  read: ['read', 'write'],
  list: ['list', 'read'],
  create: ['create', 'link', 'write'],
  write: ['write', 'create', 'link'],
  delete: ['delete'],
  metadata: ['metadata', 'write', 'create'],
  link: ['link', 'create', 'write'],
  wait: ['wait'],
};

/** The hook record behind an effect: same path and a fitting action, the best match first. */
export function hookOf(fact: Fact, hooks: readonly HookRecord[]): HookRecord | undefined {
  for (const action of hookActions[fact.action]) {
    const found = hooks.find((hook) => hook.path === fact.path && hook.action === action);
    if (found !== undefined) return found;
  }
  // When a whole folder is moved or removed, the record names the folder only; a database has journal files beside it.
  return (
    hooks.find((hook) => isFitting(hook, fact) && fact.path.startsWith(`${hook.path}/`)) ??
    hooks.find(({ event, path }) => event === 'sqlite3.connect' && fact.path.startsWith(`${path}-`))
  );
}

/**
 * The last fitting call by another name of the file: a hard link, or the name under which it was created, if no recorded call
 * has removed it (a C extension may have moved the file).
 */
export function hookByOtherName(
  fact: Fact,
  hooks: readonly HookRecord[],
  view: FileView,
): HookRecord | undefined {
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
