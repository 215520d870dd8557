/**
 * Files that hold the last value, whoever wrote it: harmless runs of several actors overwrite them whole, whatever they send,
 * and nothing in their name says who owns them. The user is asked whether that is meant. Written by another operation or
 * through a link, it stays a write across tenants.
 */
import type { Access } from '../../model/observation.ts';
import type { CaseParts } from '../case/caseParts.ts';

/** Whether harmless runs of the operation make the same change, to something that belongs to nobody in particular. */
export function isOverwritten(
  { stage: { registers }, attacker }: CaseParts,
  { resource, action, owner, operation, asked }: Access,
): boolean {
  if (resource.store !== 'file' || resource.ground !== 'sandbox' || owner.kind !== 'actor') return false;
  if ((action !== 'write' && action !== 'create') || asked !== null) return false;
  return registers.isOverwritten(resource.path, operation, attacker, owner.name);
}
