/**
 * Information flow, shown by counterfactual: the case is repeated in a world where the items and objects in question have
 * other content of the same shape. If the attacker is answered otherwise, or something else is put into what was the
 * attacker's before, what was read reached the attacker; if not, the code fetched one and told nothing of it, which is safe.
 * What is new may be a log that the attacker never sees, so it proves nothing.
 */
import type { HarnessWrite } from '../model/itemEngine.ts';
import type { Access, Observation } from '../model/observation.ts';
import { itemIdentity } from '../observers/dynamodb/identity.ts';
import { type Beforehand, type CaseParts, runCase } from './caseRun.ts';
import { changedAnything } from './compareAnswers.ts';
import { raisesInterference, resolveInterference } from './interference.ts';
import { withOtherContent } from './otherContent.ts';

/** Decides every open question of an observation, all of them by at most four more executions of its attack. */
export async function resolveFlow(parts: CaseParts, observation: Observation): Promise<Observation> {
  const open = observation.accesses.filter(({ flow }) => flow === 'unknown');
  const disclosed = new Set(open.filter((access) => isDisclosed(access, observation)));
  const rest = open.filter((access) => !disclosed.has(access));
  if (rest.length === 0 && (disclosed.size > 0 || !raisesInterference(observation)))
    return settled(observation, disclosed);
  const again = await runCase(parts, observation.attack);
  const changed = rest.length === 0 ? new Set() : await stepsThatTell(parts, observation, again, rest);
  const shown = new Set([...disclosed, ...rest.filter(({ step }) => changed.has(step))]);
  const known = settled(observation, shown);
  if (shown.size > 0) return known;
  return { ...known, interference: await resolveInterference(parts, observation, again) };
}

function settled(observation: Observation, shown: ReadonlySet<Access>): Observation {
  const accesses = observation.accesses.map((access) => {
    if (access.flow !== 'unknown') return access;
    return { ...access, flow: shown.has(access) ? ('shown' as const) : ('none' as const) };
  });
  return { ...observation, accesses };
}

/** A canary of the item's owner in the answer of the same step needs no further proof. */
function isDisclosed(access: Access, { disclosures }: Observation): boolean {
  return disclosures.some(
    ({ step, owner, where }) =>
      step === access.step &&
      where === 'response' &&
      owner.kind === 'actor' &&
      access.owner.kind === 'actor' &&
      owner.name === access.owner.name,
  );
}

/** Steps that answer otherwise where what is in question holds something else. */
async function stepsThatTell(
  parts: CaseParts,
  observation: Observation,
  again: Observation,
  open: readonly Access[],
): Promise<ReadonlySet<number>> {
  const changed = await runCase(parts, observation.attack, perturbations(observation, open, 'one'));
  return changedAnything(observation, again, changed);
}

function perturbations(observation: Observation, open: readonly Access[], nonce: string): Beforehand {
  const objects = open.flatMap(({ resource }) =>
    resource.store === 'object' ? [{ bucket: resource.bucket, key: resource.key, nonce }] : [],
  );
  return { items: itemPerturbations(observation, open, nonce), objects };
}

function itemPerturbations(observation: Observation, open: readonly Access[], nonce: string): HarnessWrite[] {
  const writes = new Map<string, HarnessWrite>();
  for (const { resource, after } of open) {
    if (resource.store !== 'item' || after === null || after === undefined) continue;
    const { table, key } = resource;
    writes.set(itemIdentity(table, key), withOtherContent(observation, { table, key, image: after }, nonce));
  }
  return [...writes.values()];
}
