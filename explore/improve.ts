/** Ways to bring a request further: other values, less of what is sent, values that other operations have answered. */
import type { Json } from '../model/attack.ts';
import { type Asked, scoreOf } from './asked.ts';
import type { Attempt, Exploring } from './attempt.ts';
import {
  type Candidate,
  keyOf,
  makesThings,
  type Source,
  templateOf,
  type Wanted,
  withWanted,
} from './candidate.ts';
import { type GrowthContext, grown } from './growth.ts';
import type { Pool } from './pool.ts';

/**
 * Nothing is left to be found: it was done, and what it looked for was there. Where it touches no store at all, nothing shows whether
 * it was.
 */
export function isGood({ outcome, hasFound, reached, candidate }: Asked): boolean {
  return outcome === 'done' && (hasFound || reached.length === 0 || !candidate.wanted.some(isReference));
}

export type Improve = (best: Asked, attempt: Attempt, exploring: Exploring) => Promise<Asked>;

const growthsMax = 12;

/** Asks again as long as a request shows parameters that were not known. */
export async function grownFully(first: Asked, attempt: Attempt, context: GrowthContext): Promise<Asked> {
  // What is not better knows more all the same: it is the ground on which values are tried.
  let last = first;
  for (let time = 0; time < growthsMax && !attempt.isSpent; time++) {
    const candidate = grown(last.candidate, last, context);
    if (candidate === last.candidate) break;
    last = await attempt.ask(candidate);
  }
  return last;
}

/** Tries the other values of each parameter in turn. */
export const tryOtherValues: Improve = async (first, attempt, exploring) => {
  let best = first;
  // What a refusal has named comes first.
  const named = first.candidate.wanted.filter(({ hints }) => hints.said !== '');
  const others = first.candidate.wanted.filter(({ hints }) => hints.said === '');
  for (const one of [...named, ...others]) {
    best = await otherValuesOf(keyOf(one), best, attempt, exploring);
    if (attempt.isSpent || isGood(best)) return best;
  }
  return best;
};

async function otherValuesOf(
  key: string,
  first: Asked,
  attempt: Attempt,
  { context }: Exploring,
): Promise<Asked> {
  let best = first;
  const tried = new Set([JSON.stringify(valueOfKey(best, key))]);
  for (;;) {
    const one = best.candidate.wanted.find((wanted) => keyOf(wanted) === key);
    if (one === undefined || one.source !== null || attempt.isSpent || isGood(best)) return best;
    const chosen = one.values.findIndex((value) => !tried.has(JSON.stringify(value)));
    if (chosen < 0) return best;
    tried.add(JSON.stringify(one.values[chosen]));
    const asked = await attempt.ask(withWanted(best.candidate, key, { chosen }));
    // Another tenant's name may make a folder, and comes no nearer by that.
    const isBetter = isOwnTenant(one) ? asked.outcome === 'done' : scoreOf(asked) > scoreOf(best);
    if (isBetter) best = await grownFully(asked, attempt, context);
    else best = { ...best, candidate: taught(best.candidate, key, grown(asked.candidate, asked, context)) };
  }
}

function isOwnTenant(one: Wanted): boolean {
  return templateOf(one) === '{actor.tenant}';
}

function valueOfKey({ candidate }: Asked, key: string): Json {
  const one = candidate.wanted.find((wanted) => keyOf(wanted) === key);
  return one === undefined ? null : templateOf(one);
}

/** The candidate with what a request with another value has shown of that value: `'1'` was compared with words, `1` with nothing. */
function taught(candidate: Candidate, key: string, learnt: Candidate): Candidate {
  const one = candidate.wanted.find((wanted) => keyOf(wanted) === key);
  const other = learnt.wanted.find((wanted) => keyOf(wanted) === key);
  if (one === undefined || other === undefined || other.hints === one.hints) return candidate;
  const sent = JSON.stringify(templateOf(one));
  const values = other.values.some((value) => JSON.stringify(value) === sent)
    ? other.values
    : [templateOf(one), ...other.values];
  const chosen = values.findIndex((value) => JSON.stringify(value) === sent);
  return withWanted(candidate, key, { hints: other.hints, values, chosen });
}

/** What changes a thing takes what made it: the members of the JSON that its address's own maker is sent. */
export const withMakersMembers: Improve = async (first, attempt, { pool }) => {
  const { candidate } = first;
  const own = candidate.wanted.filter(({ place }) => place === 'json');
  if (candidate.method === 'GET' || own.length !== 1 || own[0]?.name !== '') return first;
  const maker = pool.makerOf(candidate);
  const members = (maker?.wanted ?? []).filter(({ place, name }) => place === 'json' && name !== '');
  if (members.length === 0 || attempt.isSpent) return first;
  const asked = await attempt.ask({
    ...candidate,
    wanted: [...candidate.wanted, ...members.map((one) => ({ ...one, isNeeded: false }))],
  });
  return scoreOf(asked) >= scoreOf(first) ? asked : first;
};

/** Leaves out what is not needed where the operation does better without it. */
export const withoutHarm: Improve = async (first, attempt) => {
  let best = first;
  const removable = first.candidate.wanted.filter(({ place, name }) => place !== 'path' && name !== '');
  for (const one of removable) {
    if (attempt.isSpent || isGood(best)) break;
    const wanted = best.candidate.wanted.filter((other) => keyOf(other) !== keyOf(one));
    const dropped = new Set([...best.candidate.dropped, keyOf(one)]);
    const asked = await attempt.ask({ ...best.candidate, wanted, dropped });
    // Without what it needs an operation fails before it refuses: that is no way further.
    const isFurther = !one.isNeeded || asked.outcome === 'done';
    if (isFurther && Math.floor(scoreOf(asked)) > Math.floor(scoreOf(best))) best = asked;
  }
  return best;
};

/** Takes values from what other operations were sent and answered. */
export const fromOthers: Improve = async (first, attempt, { pool }) => {
  let best = first;
  for (const one of [...first.candidate.wanted].filter(isReference).sort(byLikelihood)) {
    const key = keyOf(one);
    for (const { source, isMeant } of pool.sourcesFor(best.candidate, one)) {
      if (attempt.isSpent) return best;
      await attempt.refresh(source.operation);
      const asked = await attempt.ask(withWanted(best.candidate, key, { source }));
      const [score, before] = [scoreOf(asked), scoreOf(best)];
      if (score > before || (isThere(asked, best) && (isMeant || score === before))) best = asked;
      if (isGood(best)) return best;
    }
  }
  return best;
};

/**
 * Takes several values from one operation at once, where it was sent and answered them under the same names: a name without its
 * password opens nothing.
 */
export const fromOneOther: Improve = async (first, attempt, { pool }) => {
  let best = first;
  const byOperation = new Map<string, Map<string, Source>>();
  for (const one of first.candidate.wanted.filter(isReference))
    for (const { source, word } of pool.sourcesFor(first.candidate, one))
      if (word === one.name.split('.').at(-1)) {
        const taken = byOperation.get(source.operation) ?? new Map<string, Source>();
        byOperation.set(source.operation, taken.set(keyOf(one), taken.get(keyOf(one)) ?? source));
      }
  for (const [operation, sources] of byOperation) {
    if (sources.size < 2) continue;
    if (attempt.isSpent || isGood(best)) return best;
    await attempt.refresh(operation);
    const joined = [...sources].reduce(
      (one, [key, source]) => withWanted(one, key, { source }),
      best.candidate,
    );
    const asked = await attempt.ask(joined);
    if (scoreOf(asked) > scoreOf(best)) best = asked;
  }
  return best;
};

/** Whether what was not there is there now, though more is wrong: a 404 became a 409. */
function isThere({ outcome }: Asked, before: Asked): boolean {
  return before.outcome === 'missing' && (outcome === 'invalid' || outcome === 'failed');
}

/**
 * Takes values from operations that make things where their names say that they belong together, as long as the operation does as
 * well with them. A value that was guessed (`1`) gives way to any that is known.
 */
export const linked: Improve = async (first, attempt, { pool }) => {
  let best = first;
  for (const one of first.candidate.wanted.filter(
    (wanted) => wanted.source === null && isReference(wanted),
  )) {
    const isGuessed = one.place === 'path' && !JSON.stringify(templateOf(one)).includes('{');
    const likely = pool
      .sourcesFor(best.candidate, one)
      .filter((value) => isGuessed || (value.isMeant && makesThings(value.candidate)));
    for (const { source } of likely.slice(0, isGuessed ? likely.length : 1)) {
      if (attempt.isSpent) return best;
      await attempt.refresh(source.operation);
      const asked = await attempt.ask(withWanted(best.candidate, keyOf(one), { source }));
      if (asked.outcome !== 'done' || (best.hasFound && !asked.hasFound)) continue;
      best = asked;
      pool.add(best);
      break;
    }
  }
  return best;
};

/** Whether a parameter may name something that exists already. */
function isReference(wanted: Wanted): boolean {
  const { place, name, isFile, values, hints } = wanted;
  if (isOwnTenant(wanted) || isFile || place === 'body' || (place === 'json' && name === '')) return false;
  const word = name.split('.').findLast((part) => part !== '*') ?? name;
  if (hints.uses.some(({ kind }) => kind === 'boolean' || kind === 'date' || kind === 'words')) return false;
  if (place === 'path') return true;
  return (
    !values.some((value) => typeof value === 'boolean') &&
    !/^(?:title|text|body|content|comment|description|message|q|query|limit|page|offset)$/i.test(word)
  );
}

function byLikelihood(one: Wanted, other: Wanted): number {
  return likelihood(one) - likelihood(other);
}

function likelihood({ place, name }: Wanted): number {
  if (place === 'path') return 0;
  return /(?:^|[_.])(?:ids?|keys?|slug|uuid|token|ref|cursor)$|Id$/.test(name) ? 1 : 2;
}

/** Changes what the operation before it was sent: a title was kept with any name, and only reading it asks for a file. */
export const fromBefore: Improve = async (first, attempt, { pool }) => {
  let best = first;
  for (const { source } of first.candidate.wanted) {
    const before = source === null ? undefined : pool.exchangeOf(source.operation);
    if (before === undefined) continue;
    for (const changed of otherRequests(before.candidate, pool)) {
      if (attempt.isSpent) return best;
      const asked = await changedBefore(best, changed, attempt, pool);
      if (asked !== null && scoreOf(asked) > scoreOf(best)) best = asked;
      else pool.add(before);
      if (isGood(best)) return best;
    }
  }
  return best;
};

/** An operation with a value of another one, or with another value of its own: `size` was 1, and is 0. */
export function otherRequests(candidate: Candidate, pool: Pool): readonly ChangedRequest[] {
  const free = candidate.wanted.filter(({ source }) => source === null);
  const sourced = free.filter(isReference).flatMap((one) =>
    pool.sourcesFor(candidate, one).map(({ source }) => ({
      candidate: withWanted(candidate, keyOf(one), { source }),
      source,
    })),
  );
  const valued = free.flatMap((one) =>
    one.values.flatMap((_, chosen) =>
      one.isFile || chosen === one.chosen
        ? []
        : [{ candidate: withWanted(candidate, keyOf(one), { chosen }), source: null }],
    ),
  );
  return [...sourced, ...valued];
}

interface ChangedRequest {
  readonly candidate: Candidate;
  readonly source: Source | null;
}

/** Asks again after the operation before it was done otherwise; null if that one does not work so. */
async function changedBefore(
  best: Asked,
  { candidate, source }: ChangedRequest,
  attempt: Attempt,
  pool: Pool,
): Promise<Asked | null> {
  if (source !== null) await attempt.refresh(source.operation);
  const asked = await attempt.ask(candidate);
  if (asked.outcome !== 'done') return null;
  pool.add(asked);
  return await attempt.ask(best.candidate);
}
