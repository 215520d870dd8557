/**
 * Files that hold what came last, whoever's it is: harmless runs of several actors overwrite them whole, whatever they send, and
 * nothing in their name says whose they are. Whether that is meant is asked. It stays a write across tenants where another
 * operation or a link leads there.
 */
import type { Access } from '../../model/observation.ts';
import type { CaseParts } from '../case/caseParts.ts';

/** Whether a change is one that harmless runs of its operation make as well, to what is nobody's in particular. */
export function isOverwritten(
  { stage: { registers }, attacker }: CaseParts,
  { resource, action, owner, operation, asked }: Access,
): boolean {
  if (resource.store !== 'file' || resource.ground !== 'sandbox' || owner.kind !== 'actor') return false;
  if ((action !== 'write' && action !== 'create') || asked !== null) return false;
  return registers.isOverwritten(resource.path, operation, attacker, owner.name);
}
