/**
 * Lists the principals as which a target is called: each actor, and each actor with each other identity that it has or that an
 * operation is performed with: `victim`, `victim as anonymous`.
 */
import { anonymous, principalOf } from '../../model/actorText.ts';
import type { Config } from '../../model/config.ts';
import type { Actor, Identity } from '../../model/target.ts';

type Acting = Pick<Config, 'actors' | 'operations'>;

export function principalsOf(config: Acting): readonly Actor[] {
  return config.actors.flatMap((actor) => [
    actor,
    ...Object.entries(otherPrincipals(actor, config)).map(([name, identity]) => ({
      ...identity,
      name: principalOf(actor.name, name),
    })),
  ]);
}

/**
 * The names of the other identities of an actor by which any operation may be tried. Those of operators are left out: who runs the
 * project may look at everything by any operation.
 */
export function identitiesIn(config: Acting, name: string): readonly string[] {
  const actor = config.actors.find((one) => one.name === name);
  const operators = new Set(
    config.operations.filter(({ operator }) => operator === true).map(({ as }) => as),
  );
  return actor === undefined
    ? []
    : Object.keys(otherPrincipals(actor, config)).filter((one) => one === anonymous || !operators.has(one));
}

function otherPrincipals(actor: Actor, { operations }: Acting): Readonly<Record<string, Identity>> {
  const isNeeded = operations.some(({ as }) => as === anonymous);
  return { ...(isNeeded ? { [anonymous]: nobody } : {}), ...actor.identities };
}

const nobody: Identity = { headers: {}, cookies: {}, login: null, hook: null };
