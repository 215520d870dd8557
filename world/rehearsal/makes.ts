/**
 * Tells from the observation of a step whether it made something (`makesSomething`: a new file, a put item) or changed anything
 * at all (`changesSomething`: a deleted item too).
 */
import type { Access } from '../../model/observation.ts';
import type { Seen } from '../step/step.ts';

/** Whether a step left a new file, or wrote an item or object. */
export function makesSomething({ changes, accesses }: Pick<Seen, 'changes' | 'accesses'>): boolean {
  const isWrite = ({ resource, action }: Access): boolean =>
    resource.store !== 'file' && (action === 'create' || action === 'write');
  return changes.some(({ what }) => what === 'created') || accesses.some(isWrite);
}

/** Whether a step left anything otherwise than it was: made, changed or removed it. */
export function changesSomething({ changes, accesses }: Pick<Seen, 'changes' | 'accesses'>): boolean {
  const isChange = ({ resource, action }: Access): boolean =>
    resource.store !== 'file' && action !== 'read' && action !== 'list';
  return changes.length > 0 || accesses.some(isChange);
}
