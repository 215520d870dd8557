/**
 * Recognises reads of caches by repeating the case without the cached file or item: if the thumbnail that a victim's request
 * made is missing, and the step makes it anew and answers as before, nothing of the victim's reached it. Objects are not asked
 * about.
 */
import { isDeepStrictEqual } from 'node:util';
import { type Access, isForeignTo, type Observation } from '../../model/observation.ts';
import type { CaseParts } from '../case/caseParts.ts';
import { runCase } from '../case/caseRun.ts';
import { nothingBefore } from '../case/performCase.ts';
import { changedAnything, type Series } from './compareAnswers.ts';

/**
 * Of steps whose answer depends on what they read of others, those that make it anew if it is missing, and answer as before. If
 * they then read something else of another actor's, the answer may come from there.
 */
export async function stepsThatRemake(
  parts: CaseParts,
  { attack, attacker }: Observation,
  same: Series,
  open: readonly Access[],
  changed: ReadonlySet<number>,
): Promise<ReadonlySet<number>> {
  const read = open.filter(({ step }) => changed.has(step));
  if (read.length === 0 || read.some(({ resource }) => resource.store === 'object')) return new Set();
  // Missing when it is first read, whichever step of the case makes it.
  const missing = read.filter(
    (one) => !read.some((other) => isSameResource(other, one) && other.step < one.step),
  );
  const items = missing.flatMap(({ resource, step: before }) =>
    resource.store === 'item' ? [{ table: resource.table, key: resource.key, item: null, before }] : [],
  );
  const absent = missing.flatMap(({ resource, step: before }) =>
    resource.store === 'file' ? [{ path: resource.path, before }] : [],
  );
  const run = () => runCase(parts, attack, { ...nothingBefore, items, absent });
  const first = await run();
  const isMade = (one: Access): boolean =>
    first.accesses.some(
      (access) =>
        access.actor === attacker &&
        makes.has(access.action) &&
        access.step <= one.step &&
        isSameResource(access, one),
    );
  const remaking = [...changed].filter((step) => {
    const readsOthers = first.accesses.some(
      (access) =>
        access.step === step &&
        access.action === 'read' &&
        isForeignTo(access.owner, access.actor) &&
        !read.some((one) => isSameResource(access, one)),
    );
    return !readsOthers && read.filter((one) => one.step === step).every(isMade);
  });
  if (remaking.length === 0) return new Set();
  const otherwise = await changedAnything(same, { seen: [first], run });
  return new Set(remaking.filter((step) => !otherwise.has(step)));
}

const makes: ReadonlySet<string> = new Set(['create', 'write']);

function isSameResource(access: Access, { resource }: Access): boolean {
  return isDeepStrictEqual(access.resource, resource);
}
