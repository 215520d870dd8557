/**
 * Changes of what is another's that may be meant for everybody, marked with why. Only what repetitions of the case show is marked,
 * so that whatever they do not show stays what it is: a write or a deletion across tenants.
 */
import type { Access, Observation } from '../../model/observation.ts';
import type { CaseParts } from '../case/caseRun.ts';
import { isForeignChange } from './changes.ts';
import { learnSweeps } from './sweeps.ts';

/** Marks the changes of an observation; what is marked once is known for later cases of the world. */
export function questionChanges(parts: CaseParts): (observation: Observation) => Promise<Observation> {
  const sweptIn = learnSweeps(parts);
  return async (observation) => {
    const open = observation.accesses.filter((access) => isForeignChange(access, parts.attacker));
    if (open.length === 0) return observation;
    const swept = await sweptIn(observation, open);
    const marked = (access: Access): Access => (swept.has(access) ? { ...access, question: 'over' } : access);
    return { ...observation, accesses: observation.accesses.map(marked) };
  };
}
