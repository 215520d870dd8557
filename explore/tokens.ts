/**
 * Finds the operation that gives an actor its token: `POST /sessions` answers `{"token": …}`, and all that answers 401 without one is
 * asked with `Authorization: Bearer …` from then on.
 */
import type { UserActor } from '../config/userConfig.ts';
import type { Candidate, Source, Wanted } from './candidate.ts';
import type { FoundIdentity } from './identities.ts';
import { type AnsweredRequest, pooledValues } from './pool.ts';
import type { Reach } from './reach.ts';
import { noHints } from './values.ts';

const tokenWord = /(?:token|jwt|access|api_?key|session(?:_?id)?|bearer|^key$|^auth$)/i;
const charactersMin = 12;

/** Where all that is refused asks for a token, and an operation answers one: the candidates with it, and actors without theirs. */
export function withTokens(
  candidates: readonly Candidate[],
  reaches: readonly Reach[],
  identity: FoundIdentity,
): { readonly candidates: readonly Candidate[]; readonly identity: FoundIdentity } | null {
  const header = Object.keys(identity.actors['attacker']?.headers ?? {}).find((name) =>
    /^authorization$|token|api-?key/i.test(name),
  );
  const refused = new Set(
    reaches.filter(({ asked }) => asked.outcome === 'login').map(({ candidate }) => candidate.name),
  );
  const source = header === undefined || refused.size === 0 ? null : tokenSource(reaches);
  if (header === undefined || source === null) return null;
  const sent = identity.actors['attacker']?.headers?.[header] ?? '';
  const scheme = sent.includes(' ') ? `${sent.split(' ')[0]} ` : '';
  const without = Object.fromEntries(
    Object.entries(identity.actors).map(([name, actor]) => [name, withoutHeader(actor, header)]),
  );
  return {
    candidates: candidates.map((one) =>
      refused.has(one.name) ? withToken(one, header, scheme, source) : one,
    ),
    identity: {
      ...{ ...identity, actors: without, session: source.operation },
      by: [`the token that ${source.operation} answers`],
    },
  };
}

function withoutHeader({ headers = {}, ...actor }: UserActor, header: string): UserActor {
  const others = Object.entries(headers).filter(([name]) => name !== header);
  return others.length === 0 ? actor : { ...actor, headers: Object.fromEntries(others) };
}

/** Where a token is answered; null if no operation that works answers one. */
function tokenSource(reaches: readonly Reach[]): Source | null {
  const working = reaches
    .filter(({ asked }) => asked.outcome === 'done')
    .map(({ asked }): AnsweredRequest => asked);
  const found = working.flatMap((asked) =>
    pooledValues(asked).filter(
      ({ source, word, value }) =>
        'member' in source &&
        source.member.startsWith('response.') &&
        tokenWord.test(word) &&
        typeof value === 'string' &&
        value.length >= charactersMin,
    ),
  );
  // What opens a session is meant for it; what makes an account may answer one as well.
  const best =
    found.find(({ candidate }) => /session|log-?in|auth|token|sign-?in/i.test(candidate.route.path)) ??
    found[0];
  return best?.source ?? null;
}

/** The candidate with a header that carries the token. */
function withToken(candidate: Candidate, header: string, scheme: string, source: Source): Candidate {
  const template = `${scheme}{from}`;
  const wanted: Wanted = {
    ...{ place: 'header', name: header, isFile: false, hints: noHints(header, 'header', false) },
    ...{ values: [template], chosen: 0, source, isNeeded: true },
  };
  const others = candidate.wanted.filter(({ place, name }) => place !== 'header' || name !== header);
  return { ...candidate, wanted: [wanted, ...others] };
}
