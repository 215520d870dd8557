/**
 * Gives each change of a step a key by which it is recognised in another run of the same case: `delete` at `views.py:12` of
 * item `acme#7`. Something that the case itself made is named by the step that made it, because its id may differ from run to
 * run.
 */

import { itemIdentity } from '../../model/itemIdentity.ts';
import type { Access, Observation, Resource } from '../../model/observation.ts';

const changing: ReadonlySet<Access['action']> = new Set(['create', 'write', 'metadata', 'delete']);

/** Whether the attacker changed another actor's resource by it. */
export function isForeignChange({ action, actor, owner, refused }: Access, attacker: string): boolean {
  const isForeign = owner.kind === 'actor' && owner.name !== actor;
  return actor === attacker && isForeign && changing.has(action) && !refused;
}

/** What was done, where, to what. */
export function changeKey(access: Access, observation: Pick<Observation, 'accesses'>): string {
  const { action, location } = access;
  return JSON.stringify([action, location?.file, location?.line, subjectKey(access, observation)]);
}

/** The resource and the step. What the case itself made is named by the step that made it: its name may differ from run to run. */
export function subjectKey({ step, resource }: Access, { accesses }: Pick<Observation, 'accesses'>): string {
  const identity = resourceKey(resource);
  const made = accesses.find(
    (one) => one.action === 'create' && one.step < step && resourceKey(one.resource) === identity,
  );
  if (made === undefined) return JSON.stringify([step, identity]);
  const together = accesses.filter((one) => one.action === 'create' && one.step === made.step);
  return JSON.stringify([step, made.step, together.indexOf(made)]);
}

/** One text for each resource. */
export function resourceKey(resource: Resource): string {
  switch (resource.store) {
    case 'item':
      return itemIdentity(resource.table, resource.key);
    case 'object':
      return JSON.stringify(['object', resource.bucket, resource.key]);
    case 'file':
      return JSON.stringify(['file', resource.path]);
  }
}
