/**
 * Finds the operations that are for those who run the project: what refuses every user is asked once more by a user with all rights that
 * the project's users can have. `/staff/reports/` sends a customer away, and answers one with `is_staff`.
 */
import type { UserActor } from '../config/userConfig.ts';
import type { ProjectFacts } from '../model/exploring.ts';
import type { Route } from '../model/target.ts';
import type { Asked } from './asked.ts';
import type { Candidate } from './candidate.ts';
import { isReal, withShownFields } from './candidates.ts';
import { actorNames, type FoundIdentity, loginOf } from './identities.ts';
import type { Reach } from './reach.ts';
import { type ProjectAsking, survey } from './rounds.ts';

const operatorIdentity = 'operator';

/** Gives each actor a user with all rights beside its usual one; null where nobody logs in, or users have no rights. */
export function withOperators(identity: FoundIdentity, facts: ProjectFacts | null): FoundIdentity | null {
  const users = facts?.users ?? null;
  if (users === null || users.rights.length === 0) return null;
  const rights = Object.fromEntries(users.rights.map((name) => [name, true]));
  const raised = (name: 'attacker' | 'victim', { words, ...usual }: UserActor): UserActor => ({
    ...usual,
    ...(words === undefined ? {} : { words }),
    identities: {
      [operatorIdentity]: {
        ...usual,
        login: { ...loginOf(users, `${actorNames[name]}-operator`), ...rights },
      },
    },
  });
  const { attacker, victim } = identity.actors;
  if (attacker?.login === undefined || victim?.login === undefined) return null;
  return {
    ...identity,
    actors: { attacker: raised('attacker', attacker), victim: raised('victim', victim) },
  };
}

/** Addresses of which a method refuses everybody, and none does what it is for. */
export function refusedAddresses(surveyed: readonly Asked[], reaches: readonly Reach[]): ReadonlySet<string> {
  const all = [...surveyed, ...reaches.map(({ asked }) => asked)];
  const refused = all.filter(({ outcome }) => outcome === 'login' || outcome === 'refused');
  const done = new Set(
    reaches.filter(({ asked }) => asked.outcome === 'done').map(({ candidate }) => candidate.route.path),
  );
  return new Set(refused.map(({ candidate }) => candidate.route.path).filter((path) => !done.has(path)));
}

/** What answers an operator at these addresses, as candidates to be asked by one. */
export async function operatorCandidates(
  routes: readonly Route[],
  addresses: ReadonlySet<string>,
  asking: ProjectAsking,
): Promise<readonly Candidate[]> {
  const surveyed = await survey(routes, asking, (all) =>
    all
      .filter(({ route }) => addresses.has(route.path))
      .map((candidate) => ({ ...candidate, as: operatorIdentity })),
  );
  return surveyed
    .filter((asked) => isReal(asked) && asked.outcome !== 'login' && asked.outcome !== 'refused')
    .map(({ candidate }) => withShownFields(candidate, surveyed));
}

/** All candidates, those that operators ask in the place of the same method of the same address. */
export function withThoseOfOperators(
  candidates: readonly Candidate[],
  operators: readonly Candidate[],
): readonly Candidate[] {
  const isSame = (one: Candidate, other: Candidate): boolean =>
    one.method === other.method && one.route.path === other.route.path;
  const others = candidates.filter((one) => !operators.some((other) => isSame(one, other)));
  const taken = new Set(others.map(({ name }) => name));
  return [...others, ...operators.filter(({ name }) => !taken.has(name))];
}
