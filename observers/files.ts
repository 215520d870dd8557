/**
 * Turns what hook, tripwires and inspection saw of files into accesses. Effects convict: a read counts when the kernel
 * delivered bytes or names (inotify `access`), a write when the disk differs or the kernel reported it. An `open` of the moat's
 * `secret.txt` whose content was never read is no access. The hook adds the line in the code, and stands alone where it refused
 * a write, where a file was mapped into memory, or where there are no tripwires. Cannot see mappings made by C extensions and
 * subprocesses, nor, on a system without inotify, anything that is no audited call.
 */

import { isForeignTo, type Owner, type Resource, type SeenAccess } from '../model/observation.ts';
import type { HookRecord } from '../model/records.ts';
import { isDoneByCache } from './cacheStores.ts';
import type { AccessWitness, Fact } from './fileFacts.ts';
import { factsOfChange, factsOfHook, factsOfTripwire, isRemoving } from './fileFacts.ts';
import { groundOf, groundTouched, shownPath } from './fileGrounds.ts';
import type { FileReport, FileView } from './fileView.ts';
import { hookByOtherName, hookOf } from './hookOfFact.ts';

/** The accesses of one step, those to the actor's own and to shared files included. */
export function observeFiles(report: FileReport, view: FileView): SeenAccess[] {
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

/** A file that was created was also modified: the creation alone is reported. */
function isEchoOfAnother(fact: Fact, merged: ReadonlyMap<string, unknown>): boolean {
  return fact.action === 'write' && merged.has(`create  ${fact.path}`);
}

function fileAccess(
  fact: Fact & { readonly sources: AccessWitness[] },
  { hooks, spawned = [], apartFrom = Number.POSITIVE_INFINITY }: FileReport,
  view: FileView,
): SeenAccess {
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

/** The innermost place outside the standard library, if it is not the target's own code. */
function throughOf(hook: HookRecord | undefined): Pick<SeenAccess, 'through'> {
  const [inner] = hook?.stack ?? [];
  const { file, line } = hook?.location ?? {};
  return inner === undefined || (inner.file === file && inner.line === line) ? {} : { through: inner };
}

function fullPath(hook: HookRecord | undefined): string | null {
  return hook?.full === undefined ? null : (hook.full ?? hook.path);
}

/**
 * Whether a deleted file is one that the step itself wrote there before (`secret.txt.tmp`, then moved over `secret.txt`). The
 * write is reported; the deletion takes nothing from anybody.
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
