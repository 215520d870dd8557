/**
 * Completes actors: fills their words into headers, cookies and logins (`X-Tenant: '{actor.tenant}'`), and checks that each
 * actor has every word and identity that an operation needs.
 */
import { actorWordsIn, anonymous, withActor } from '../model/actorText.ts';
import type { Json } from '../model/attack.ts';
import { attackerName } from '../model/config.ts';
import { eachText } from '../model/eachText.ts';
import { UsageError } from '../model/errors.ts';
import type { Operation, Parameter } from '../model/operation.ts';
import type { Actor, Identity } from '../model/target.ts';
import type { UserActor, UserConfig, UserIdentity } from './userConfig.ts';

export function completeActors(
  { actors = { [attackerName]: {} } }: UserConfig,
  operations: readonly Operation[],
  source: string,
): readonly Actor[] {
  for (const [name, actor] of Object.entries(actors))
    for (const operation of operations) checkActorSuits(operation, name, actor, source);
  const complete = Object.entries(actors).map(([name, actor]) => completeActor(name, actor, source));
  if (operations.some(({ entry }) => entry.kind === 'http')) checkApart(complete, operations, source);
  return complete;
}

/** A token that each actor got from an operation, in a header or a cookie. */
function isOwnToken({ secret, place }: Parameter): boolean {
  return secret === true && (place === 'header' || place === 'cookie');
}

/** Actors whose requests differ only in random words are one actor to the target, and everything would be a trespass. */
function checkApart(actors: readonly Actor[], operations: readonly Operation[], source: string): void {
  // A hook gets the actor's name, and so do computed arguments and examples with `{actor}`.
  const asked = operations.flatMap(({ parameters }) => parameters);
  if (asked.some((one) => one.compute !== undefined || holdsActorPlaceholder(one) || isOwnToken(one))) return;
  const tellsApart = new Set(asked.flatMap((one) => actorWordsIn(JSON.stringify(one))));
  const told = new Map<string, string>();
  for (const { name, words = {}, identities = {}, ...usual } of actors) {
    const all = [usual, ...Object.values(identities)];
    if (all.some(({ hook }) => hook !== null)) continue;
    const said = JSON.stringify([
      all.map(({ headers, cookies, login }) => [sorted(headers), sorted(cookies), sorted(login ?? {})]),
      [...tellsApart].map((word) => words[word]),
    ]);
    const other = told.get(said);
    if (other !== undefined)
      throw new UsageError(
        `${source}: actors: ${other} and ${name} send the same headers, cookies and login, so that the target cannot tell them apart; give each its own, like headers: { 'X-Tenant': '{actor}' }, or leave actors out for a target without tenants`,
      );
    told.set(said, name);
  }
}

function sorted(members: Readonly<Record<string, Json>>): readonly [string, Json][] {
  return Object.entries(members).sort(([one], [other]) => (one < other ? -1 : 1));
}

function holdsActorPlaceholder(parameter: Operation['parameters'][number]): boolean {
  return JSON.stringify(parameter).includes('{actor}');
}

function checkActorSuits(
  { name: operation, as, parameters }: Operation,
  name: string,
  { words = {}, identities = {} }: UserActor,
  source: string,
): void {
  if (as !== undefined && as !== anonymous && !Object.hasOwn(identities, as))
    throw new UsageError(
      `${source}: operations.${operation}.as: ${name} has no identity "${as}"; add actors.${name}.identities.${as}, or say 'anonymous'`,
    );
  const asked = parameters.flatMap((one) =>
    actorWordsIn(JSON.stringify([one.example, one.fileName, one.archive])),
  );
  const missing = asked.find((word) => !Object.hasOwn(words, word));
  if (missing !== undefined)
    throw new UsageError(
      `${source}: operations.${operation}: {actor.${missing}} is asked for, and ${name} has no such word; add actors.${name}.words.${missing}`,
    );
}

function completeActor(
  name: string,
  { words = {}, identities = {}, ...usual }: UserActor,
  source: string,
): Actor {
  const fill = (text: string): string => {
    const missing = actorWordsIn(text).find((word) => !Object.hasOwn(words, word));
    if (missing === undefined) return withActor(text, { name, words });
    throw new UsageError(
      `${source}: actors.${name}: {actor.${missing}} is asked for, and there is no such word; add actors.${name}.words.${missing}`,
    );
  };
  return {
    name,
    ...completeIdentity(usual, fill),
    words,
    identities: Object.fromEntries(
      Object.entries(identities).map(([other, identity]) => [other, completeIdentity(identity, fill)]),
    ),
  };
}

function completeIdentity(
  { headers = {}, cookies = {}, login, hook }: UserIdentity,
  fill: (text: string) => string,
): Identity {
  const filled = (texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, fill(text)]));
  return {
    headers: filled(headers),
    cookies: filled(cookies),
    login:
      login === undefined
        ? null
        : Object.fromEntries(Object.entries(login).map(([name, value]) => [name, eachText(value, fill)])),
    hook: hook ?? null,
  };
}
