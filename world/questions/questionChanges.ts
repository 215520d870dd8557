/**
 * Marks foreign changes that may be legitimate, with the reason: a counter (`counted`), an item that was free to take (`free`),
 * a record that had expired (`over`). Only what repetitions of the case show is marked. Every other change stays what it is, a
 * write or a deletion across tenants.
 */
import type { Access, Observation } from '../../model/observation.ts';
import type { CaseParts } from '../case/caseParts.ts';
import { isForeignChange, resourceKey } from './changes.ts';
import { isCounted } from './counters.ts';
import { isOverwritten } from './overwrites.ts';
import { learnSweeps } from './sweeps.ts';
import { takeoversIn } from './takeovers.ts';

/** Marks the changes of an observation; a mark is remembered for later cases of the world. */
export function questionChanges(parts: CaseParts): (observation: Observation) => Promise<Observation> {
  const sweptIn = learnSweeps(parts);
  return async (observation) => {
    const open = observation.accesses.filter((access) => isForeignChange(access, parts.attacker));
    if (open.length === 0) return observation;
    const counted = new Set(open.filter((access) => isCounted(parts, observation, access)));
    const overwritten = new Set(open.filter((access) => isOverwritten(parts, access)));
    const uncounted = open.filter((access) => !counted.has(access) && !overwritten.has(access));
    const taken = await takeoversIn(parts, observation, uncounted);
    const swept = await sweptIn(
      observation,
      uncounted.filter((access) => !taken.has(access)),
    );
    const marked = (access: Access): Access => {
      if (swept.has(access)) return { ...access, question: 'over' };
      if (taken.has(access)) return { ...access, question: 'free' };
      if (overwritten.has(access)) return { ...access, question: 'overwritten' };
      return counted.has(access) ? { ...access, question: 'counted' } : access;
    };
    return { ...observation, accesses: afterTakeovers(observation.accesses.map(marked), parts.attacker) };
  };
}

/** What was taken is its taker's from then on, until another changes it; and who takes it, or adds to it, may look at it first. */
function afterTakeovers(accesses: readonly Access[], attacker: string): readonly Access[] {
  const takers = new Set<string>();
  const isTakenIn = ({ step, resource }: Access): boolean =>
    accesses.some(
      (one) =>
        (one.question === 'free' || one.question === 'counted') &&
        one.step === step &&
        resourceKey(one.resource) === resourceKey(resource),
    );
  return accesses.map((access): Access => {
    const { resource, actor, action, question } = access;
    const identity = resourceKey(resource);
    const isOwn = takers.has(identity);
    if (question === 'free') takers.add(identity);
    else if (actor !== attacker && action !== 'read') takers.delete(identity);
    if (actor !== attacker || question !== undefined) return access;
    if (isOwn) return { ...access, owner: { kind: 'actor', name: attacker }, flow: null };
    return access.flow === 'unknown' && isTakenIn(access) ? { ...access, flow: 'none' } : access;
  });
}
