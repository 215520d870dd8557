/**
 * Functions that all properties use: which accesses are to foreign resources, and the sentence of a violation. A read of
 * `media/8/a.txt` as mallory becomes "read, done as mallory, reads media/8/a.txt, which belongs to victim".
 */
import { escapeText } from '../model/escape.ts';
import type { Violation } from '../model/finding.ts';
import type {
  Access,
  Action,
  Disclosure,
  Interference,
  Observation,
  Resource,
} from '../model/observation.ts';
import { outside, whereOutside } from '../model/outside.ts';

/** Accesses outside the sandbox, by any actor: a victim's request may use what the attacker stored. */
export function accessesOutside(observation: Observation, actions: readonly Action[]): readonly Access[] {
  return observation.accesses.filter(
    ({ owner, action }) => owner.kind === 'outside' && actions.includes(action),
  );
}

/** Accesses of the attacker to resources of other actors. */
export function accessesToForeign(observation: Observation, actions: readonly Action[]): readonly Access[] {
  const { attacker } = observation;
  return observation.accesses.filter(
    ({ owner, actor, action }) =>
      actor === attacker && owner.kind === 'actor' && owner.name !== actor && actions.includes(action),
  );
}

/** The violation of an access, as one sentence. */
export function accessViolation(access: Access): Violation {
  const { operation, step, location } = access;
  return { operation, step, location, unsafeSummary: accessSentence(access), access, disclosure: null };
}

/** The violation of a disclosure. */
export function violationOfDisclosure(disclosure: Disclosure): Violation {
  const { operation, step, location, owner, where, form, planted, actor, resource } = disclosure;
  const whose = owner.kind === 'actor' ? `${owner.name}'s secret` : `a secret from ${outside(planted)}`;
  const encoded = form === 'plain' ? '' : ` in ${form}`;
  const channel = where === 'response' ? `the response to ${actor}` : 'what the target printed';
  const what =
    resource === undefined
      ? `shows ${whose} (${planted}) in ${channel}`
      : `puts ${whose} (${planted}) into ${resourceName(resource)}, which is ${actor}'s own`;
  const unsafeSummary = `${operation}, done as ${actor}, ${what}${encoded}`;
  return { operation, step, location, unsafeSummary, access: null, disclosure };
}

const verbs: Record<Action, string> = {
  read: 'reads',
  list: 'lists',
  create: 'creates',
  write: 'writes',
  delete: 'deletes',
  metadata: 'changes the metadata of',
  link: 'makes a link to',
  wait: 'waits for the other end of',
};

function accessSentence(access: Access): string {
  const { operation, actor, action, resource, owner, refused, asked } = access;
  const where = access.apart === true ? ', where the temporary folder is a file system of its own' : '';
  const verb = refused ? `tries to ${verbs[action].replace(/s\b/, '')}` : verbs[action];
  const whose = owner.kind === 'actor' ? `which belongs to ${owner.name}` : whereOutside(resource);
  const through = asked === null ? '' : ` through ${asked}`;
  return `${operation}, done as ${actor}, ${verb} ${resourceName(resource)}, ${whose}${through}${where}`;
}

/** Violations for foreign data on which answers to the attacker depend; `isMeant` selects their kind. */
export function interferences(
  { interference }: Observation,
  isMeant: (one: Interference) => boolean,
): readonly Violation[] {
  return (interference ?? []).filter(isMeant).map(violationOfInterference);
}

function violationOfInterference({
  step,
  operation,
  actor,
  location,
  owner,
  resource,
  on,
}: Interference): Violation {
  const thing =
    owner.kind === 'actor'
      ? `${owner.name}'s ${resourceName(resource)}`
      : `${resourceName(resource)}, ${whereOutside(resource)},`;
  const what = on === 'content' ? `what ${thing} holds` : `whether ${thing} is there`;
  const unsafeSummary = `${operation}, done as ${actor}, is answered otherwise by ${what}`;
  return { operation, step, location, unsafeSummary, access: null, disclosure: null };
}

export function sameResource(one: Resource, other: Resource): boolean {
  if (one.store === 'file') return other.store === 'file' && one.path === other.path;
  if (one.store === 'object')
    return other.store === 'object' && one.bucket === other.bucket && one.key === other.key;
  if (other.store !== 'item' || one.table !== other.table) return false;
  return JSON.stringify(one.key) === JSON.stringify(other.key);
}

/** A resource by name: a file by arena place, an item by table and key, an object by key and bucket. */
export function resourceName(resource: Resource): string {
  if (resource.store === 'file') return resource.shown;
  if (resource.store === 'object')
    return `object ${escapeText(resource.key)} of ${escapeText(resource.bucket)}`;
  return `item ${escapeText(JSON.stringify(resource.key))} of ${resource.table}`;
}
