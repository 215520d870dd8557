/**
 * As whom a target is asked: each actor, and each actor by each other identity that has one of its own or that an operation
 * is done by: `victim`, `victim as anonymous`.
 */
import { anonymous, principalOf } from '../model/actorText.ts';
import type { Config } from '../model/config.ts';
import type { Actor, Identity } from '../model/target.ts';

export function principalsOf({
  actors,
  operations,
}: Pick<Config, 'actors' | 'operations'>): readonly Actor[] {
  const isNeeded = operations.some(({ as }) => as === anonymous);
  return actors.flatMap((actor) => {
    const others = { ...(isNeeded ? { [anonymous]: nobody } : {}), ...actor.identities };
    return [
      actor,
      ...Object.entries(others).map(([name, identity]) => ({
        ...identity,
        name: principalOf(actor.name, name),
      })),
    ];
  });
}

const nobody: Identity = { headers: {}, cookies: {}, login: null, hook: null };
