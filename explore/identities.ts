/**
 * Finds out how a project knows who acts, from what it looks up in requests of nobody in particular: headers and cookies of its
 * own, Django's logins. Gives two actors, the victim's name beginning with the attacker's.
 */

import type { UserActor } from '../config/userConfig.ts';
import type { Json } from '../model/attack.ts';
import type { MinedUse, ProjectFacts } from '../model/exploring.ts';
import { answerSentences } from './answers.ts';
import type { Asked } from './asked.ts';
import { tenantName } from './nameValues.ts';
import { noHints, valuesFor } from './values.ts';

const ordinary = new Set([
  ...[
    'accept',
    'accept-charset',
    'accept-encoding',
    'accept-language',
    'cache-control',
    'connection',
    'content-encoding',
  ],
  ...[
    'content-length',
    'content-type',
    'cookie',
    'date',
    'dnt',
    'expect',
    'forwarded',
    'from',
    'host',
    'if-match',
    'if-modified-since',
  ],
  ...[
    'if-none-match',
    'if-range',
    'if-unmodified-since',
    'origin',
    'pragma',
    'range',
    'referer',
    'te',
    'upgrade',
    'user-agent',
    'via',
  ],
  ...[
    'x-requested-with',
    'x-csrftoken',
    'x-csrf-token',
    'x-forwarded-for',
    'x-forwarded-host',
    'x-forwarded-port',
    'x-forwarded-proto',
  ],
  ...[
    'x-forwarded-prefix',
    'x-real-ip',
    'x-request-id',
    'x-correlation-id',
    'x-http-method-override',
    'x-sendfile-type',
    'purpose',
  ],
]);

/** Whether a header belongs to HTTP or to what lies between client and server, so that it tells nothing of a project. */
export function isOrdinaryHeader(name: string): boolean {
  return ordinary.has(name.toLowerCase()) || /^(?:remote|server|sec|x-amz)-/i.test(name);
}

/** How actors are told apart. */
export interface FoundIdentity {
  readonly actors: Readonly<Record<string, UserActor>>;
  /** `header:x-tenant`, `cookie:tenant`: what is no parameter of an operation. */
  readonly keys: ReadonlySet<string>;
  /** Words for examples: `{actor.tenant}`. */
  readonly words: Readonly<Record<string, string>>;
  /** What was assumed, in words; empty if the project does not tell actors apart. */
  readonly by: readonly string[];
  /** The operation whose answer holds an actor's token; absent if none does. */
  readonly session?: string;
}

interface Signal {
  readonly place: 'header' | 'cookie';
  readonly name: string;
  readonly uses: readonly MinedUse[];
  readonly default: Json;
  /** What follows the actor's name. */
  readonly domain?: string;
}

export const actorNames = { attacker: 'mallory', victim: 'mallory2' } as const;

/** `survey` holds one answer of each operation to a request of nobody in particular. */
export function identitiesFrom(survey: readonly Asked[], facts: ProjectFacts | null): FoundIdentity {
  const found = signalsIn(survey);
  const signals = found.length === 0 ? hostSignal(survey, facts) : found;
  const login = needsLogin(survey, signals) ? (facts?.users ?? null) : null;
  const actorOf = (name: string, at: number): UserActor => {
    const sent = (place: Signal['place']): [string, string][] =>
      signals.filter((one) => one.place === place).map((one) => [one.name, identityValue(one, name, at)]);
    const headers = Object.fromEntries(sent('header'));
    const cookies = Object.fromEntries(sent('cookie'));
    return {
      ...(Object.keys(headers).length === 0 ? {} : { headers }),
      ...(Object.keys(cookies).length === 0 ? {} : { cookies }),
      ...(login === null ? {} : { login: loginOf(login, name) }),
    };
  };
  const tenant =
    signals.find(({ name }) => /tenant|org|account|workspace|customer|company|team/i.test(name)) ??
    signals[0];
  const wordsFor = (name: string, at: number): Record<string, string> => ({
    tenant: tenant === undefined || tenant.domain !== undefined ? name : identityValue(tenant, name, at),
  });
  return {
    actors: {
      attacker: { ...actorOf(actorNames.attacker, 0), words: wordsFor(actorNames.attacker, 0) },
      victim: { ...actorOf(actorNames.victim, 1), words: wordsFor(actorNames.victim, 1) },
    },
    keys: new Set(
      signals.map(({ place, name }) => `${place}:${place === 'header' ? name.toLowerCase() : name}`),
    ),
    words: { 'actor.tenant': wordsFor(actorNames.attacker, 0)['tenant'] ?? actorNames.attacker },
    by: [
      ...signals.map(({ place, name }) => `the ${place} ${name}`),
      ...(login === null ? [] : ['a login of Django’s']),
    ],
  };
}

/** The host, where the project allows every name below one and answers nobody else: `mallory.shop.example`. */
function hostSignal(survey: readonly Asked[], facts: ProjectFacts | null): readonly Signal[] {
  const domain = facts?.hosts.find((host) => host.startsWith('.'));
  const unanswered = survey.filter(({ outcome }) => outcome !== 'done').length;
  if (domain === undefined || unanswered < survey.length * hostShare) return [];
  return [{ place: 'header', name: 'Host', uses: [], default: null, domain }];
}

const hostShare = 0.8;

/** Headers and cookies of the project's own that several operations ask for, or one that answers who it is that asks. */
function signalsIn(survey: readonly Asked[]): readonly Signal[] {
  const found = new Map<string, { signal: Signal; operations: number; decides: boolean }>();
  for (const { mined, outcome } of survey)
    for (const { place, name, own, uses, default: fallback } of mined) {
      if ((place !== 'header' && place !== 'cookie') || !own) continue;
      if (place === 'header' ? isOrdinaryHeader(name) : isPlumbing(name)) continue;
      const key = `${place}:${name.toLowerCase()}`;
      const held = found.get(key);
      found.set(key, {
        signal: { place, name, uses: [...(held?.signal.uses ?? []), ...uses], default: fallback },
        operations: (held?.operations ?? 0) + 1,
        decides: (held?.decides ?? false) || outcome === 'login' || outcome === 'refused',
      });
    }
  const enough = Math.max(2, Math.ceil(survey.length / 3));
  return [...found.values()]
    .filter(({ operations, decides }) => decides || operations >= enough)
    .map(({ signal }) => signal)
    .slice(0, signalsMax);
}

const signalsMax = 6;

function isPlumbing(cookie: string): boolean {
  return /^(?:csrftoken|sessionid|messages|django_language)$/.test(cookie);
}

function needsLogin(survey: readonly Asked[], signals: readonly Signal[]): boolean {
  return survey.some(
    ({ outcome, candidate, response }) =>
      candidate.route.view?.needsLogin === true ||
      (outcome === 'login' && signals.length === 0) ||
      (outcome === 'refused' && signals.length === 0) ||
      /Anonymous/.test(answerSentences(response)),
  );
}

/** What an actor sends: its name where that may do, else values of another kind that differ. */
function identityValue(
  { name, uses, place, default: fallback, domain }: Signal,
  actor: string,
  at: number,
): string {
  if (domain !== undefined) return actor + domain;
  const scheme = /^authorization$/i.test(name) ? schemeOf(uses) : '';
  const words = uses
    .flatMap((use) => (use.kind === 'words' ? use.words : []))
    .filter((word) => !/^(?:bearer|token|basic)\s?$/i.test(word));
  const isRole = words.length > 0 && !tenantName.test(name.replace(/^x-/i, '').replaceAll('-', '_'));
  if (isRole) return `${scheme}${words[0] ?? actor}`;
  const [likely = '{token}'] = valuesFor({ ...noHints(name, place, false), uses, default: fallback });
  const text = String(likely);
  if (uses.some(({ kind }) => kind === 'uuid')) return `${scheme}${at === 0 ? uuids[0] : uuids[1]}`;
  if (uses.some(({ kind }) => kind === 'integer')) return `${scheme}${at === 0 ? '7' : '77'}`;
  if (text.includes('@')) return `${scheme}${actor}@example.com`;
  return `${scheme}${actor}`;
}

const uuids = ['7f1d2c3b-4a59-4e68-8b7a-0c1d2e3f4a5b', '7f1d2c3b-4a59-4e68-8b7a-0c1d2e3f4a5c'] as const;

function schemeOf(uses: readonly MinedUse[]): string {
  const word = uses
    .flatMap((use) => (use.kind === 'words' ? use.words : []))
    .find((one) => /^(?:bearer|token|basic)\s?$/i.test(one));
  return `${(word ?? 'Bearer').trim()} `;
}

/** What a user of that name is created with. */
export function loginOf(
  { usernameField, required }: NonNullable<ProjectFacts['users']>,
  name: string,
): Record<string, Json> {
  const email = `${name}@example.com`;
  const valueFor = (kind: string, field: string): Json => {
    if (kind === 'email' || /mail/.test(field)) return email;
    if (kind === 'integer') return 1;
    if (kind === 'boolean') return true;
    return kind === 'date' ? '2000-01-02' : name;
  };
  const fields = required.map((field): [string, Json] => [field.name, valueFor(field.kind, field.name)]);
  return { [usernameField]: valueFor('text', usernameField), ...Object.fromEntries(fields) };
}

/** The same with the actor's name in the texts of a user that may be empty, one of which may name its tenant; null if there are none. */
export function withFilledUsers(identity: FoundIdentity, facts: ProjectFacts | null): FoundIdentity | null {
  const texts = facts?.users?.texts ?? [];
  const filled = Object.entries(identity.actors).map(
    ([actor, { login, ...rest }], at): [string, UserActor] => {
      const name = Object.values(actorNames)[at] ?? actor;
      const more = Object.fromEntries(texts.map((text) => [text, name]));
      return [actor, login === undefined ? rest : { ...rest, login: { ...more, ...login } }];
    },
  );
  const hasLogin = filled.some(([, { login }]) => login !== undefined);
  return texts.length === 0 || !hasLogin ? null : { ...identity, actors: Object.fromEntries(filled) };
}

/** By what actors are told apart, in a sentence. */
export function toldApart({ by }: FoundIdentity, usesWords: boolean): string {
  const ways = [
    ...by,
    ...(usesWords
      ? [
          by.length === 0
            ? 'a parameter with their tenant, which no attacker changes'
            : 'a parameter with their tenant',
        ]
      : []),
  ];
  return ways.length === 0
    ? 'nothing in its requests tells who acts, so only what lies beyond its folders is judged: say in `actors` how tenants are told apart, if there are any'
    : `actors are told apart by ${ways.join(' and ')}`;
}

export function withoutWords(actors: Readonly<Record<string, UserActor>>): Record<string, UserActor> {
  return Object.fromEntries(Object.entries(actors).map(([name, { words: _, ...actor }]) => [name, actor]));
}
