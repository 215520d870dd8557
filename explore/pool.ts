/**
 * Values that operations were sent and have answered, as sources for others: `POST /notes/` answered `{"id": 7}`, so that `GET
 * /notes/{id}/` may take `postNotes.response.id`. Addresses in redirects and pages count too: `/notes/7/` gives `7` for that route.
 */

import type { Json } from '../model/attack.ts';
import { headerValue } from '../model/headerValue.ts';
import { isList } from '../model/json.ts';
import type { StepResponse } from '../model/records.ts';
import { addressedValue, answeredText, redirectedId } from './addresses.ts';
import {
  type Candidate,
  type Filled,
  keyOf,
  makesThings,
  type Source,
  templateOf,
  type Wanted,
} from './candidate.ts';
import { needs } from './needs.ts';

export interface PooledValue {
  readonly source: Source;
  /** The last word of its name: `id` of `response.items.0.id`. */
  readonly word: string;
  readonly value: string | number;
  readonly candidate: Candidate;
  /** It stands in an address of the route that wants it. */
  readonly isAddress?: boolean;
}

/** A value with how likely it is what a parameter takes; above 0. */
export interface RankedValue extends PooledValue {
  readonly rank: number;
  /** Names or addresses say that it is the one that is meant. */
  readonly isMeant: boolean;
}

/** What one operation was sent, and what it answered. */
export interface AnsweredRequest {
  readonly candidate: Candidate;
  readonly filled: Filled;
  readonly response: StepResponse;
}

const membersMax = 60;

/** The values of an exchange that another operation may be sent. */
export function pooledValues(exchange: AnsweredRequest): readonly PooledValue[] {
  const { candidate, filled, response } = exchange;
  const named = (member: string, value: Json): PooledValue[] =>
    isWorth(value)
      ? [{ source: { operation: candidate.name, member }, word: lastWordOf(member), value, candidate }]
      : [];
  const answered = pooledLeaves(response.value, 'response').slice(0, membersMax);
  // What only asks for something does not make it.
  const isMaker = candidate.method !== 'GET' && candidate.method !== 'DELETE';
  const sent = candidate.wanted.filter(
    (one) =>
      isMaker &&
      !one.isFile &&
      one.source === null &&
      /\{(?:token|uuid)\}/.test(JSON.stringify(templateOf(one))),
  );
  const redirected = makesThings(candidate) ? redirectedId(candidate, filled, response) : null;
  return [
    ...answered.flatMap(([member, value]) => named(member, value)),
    ...(redirected === null ? [] : [{ ...redirected, word: 'id', candidate }]),
    ...sent.flatMap((one) =>
      named(`arguments.${argumentName(candidate, one)}`, filled.get(keyOf(one)) ?? null),
    ),
  ];
}

/** The name of a parameter in the config, where one name in two places keeps it in the first alone. */
export function argumentName({ wanted }: Candidate, one: Wanted): string {
  const order = ['path', 'query', 'header', 'cookie', 'form', 'json'];
  const top = one.name.split('.')[0] ?? one.name;
  const isTaken = wanted.some(
    (other) => other.name === top && order.indexOf(other.place) < order.indexOf(one.place),
  );
  return isTaken ? `${one.place}.${one.name}` : one.name;
}

function isWorth(value: Json): value is string | number {
  return typeof value === 'number' || (typeof value === 'string' && value !== '' && value.length <= 500);
}

function lastWordOf(member: string): string {
  const words = member.split('.').filter((word) => !/^-?\d+$/.test(word));
  return words.at(-1) ?? member;
}

/** Leaves by name. The last member of a list stands for all: what was made last is the actor's own. */
function pooledLeaves(json: Json, name: string): [string, Json][] {
  if (json === null || typeof json !== 'object') return json === null ? [] : [[name, json]];
  if (isList(json)) {
    const last = json.at(-1);
    return last === undefined ? [] : pooledLeaves(last, `${name}.-1`);
  }
  return Object.entries(json).flatMap(([member, value]) =>
    member.includes('.') ? [] : pooledLeaves(value, `${name}.${member}`),
  );
}

/** The latest exchange of each operation that did what it is for. */
export class Pool {
  readonly #exchanges = new Map<string, AnsweredRequest>();

  add(exchange: AnsweredRequest): void {
    this.#exchanges.set(exchange.candidate.name, exchange);
  }

  exchangeOf(operation: string): AnsweredRequest | undefined {
    return this.#exchanges.get(operation);
  }

  /** The present value of a source; null if the operation has not answered it. */
  valueOf(source: Source): string | number | null {
    const exchange = this.#exchanges.get(source.operation);
    if (exchange === undefined) return null;
    if ('member' in source)
      return (
        pooledValues(exchange).find((one) => 'member' in one.source && one.source.member === source.member)
          ?.value ?? null
      );
    const { headers } = exchange.response;
    const text =
      source.header === undefined
        ? answeredText(exchange.response)
        : (headerValue(headers, source.header) ?? '');
    return new RegExp(source.match).exec(text)?.[1] ?? null;
  }

  /** The operation that makes what an address names: `POST /notes/` for `PATCH /notes/{id}/`. */
  makerOf({ route, name }: Candidate): Candidate | undefined {
    const makers = [...this.#exchanges.values()].map(({ candidate }) => candidate);
    return makers
      .filter((one) => one.method === 'POST' && one.name !== name && route.path.startsWith(one.route.path))
      .sort((one, other) => other.route.path.length - one.route.path.length)[0];
  }

  /** Whether an operation takes values from another one, by however many steps. */
  dependsOn(operation: string, other: string): boolean {
    const wantedBy = (name: string) => this.#exchanges.get(name)?.candidate.wanted ?? [];
    return needs(operation, other, (name) => wantedBy(name).flatMap(({ source }) => source?.operation ?? []));
  }

  /** Values that a parameter may take, the likeliest first; none of an operation that takes its own from this one. */
  sourcesFor(candidate: Candidate, wanted: Wanted): readonly RankedValue[] {
    const found = [...this.#exchanges.values()].flatMap((exchange) => {
      const { candidate: from, response } = exchange;
      const address = addressedValue(candidate, wanted, from.name, response);
      const addressed =
        address === null ? [] : [{ ...address, word: wanted.name, candidate: from, isAddress: true }];
      return [...addressed, ...pooledValues(exchange)];
    });
    const ranked = found
      .filter((one) => takes(wanted, one.value) && !this.dependsOn(one.source.operation, candidate.name))
      .map((one): RankedValue => ({ ...one, ...likeness(candidate, wanted, one) }))
      .filter(({ rank }) => rank > 0)
      .sort((a, b) => b.rank - a.rank);
    const distinct = new Map(ranked.map((one) => [JSON.stringify(one.source), one]));
    return [...distinct.values()].slice(0, sourcesMax);
  }
}

const sourcesMax = 8;

function takes(wanted: Wanted, value: string | number): boolean {
  const isNumber =
    wanted.hints.uses.some(({ kind }) => kind === 'integer') ||
    (wanted.values[0] === '1' && wanted.place === 'path');
  return !isNumber || /^\d+$/.test(String(value));
}

/** How likely a value is what a parameter takes: by its name, by the address of its operation, by who makes things. */
function likeness(
  candidate: Candidate,
  wanted: Wanted,
  { source, word, candidate: from, isAddress = false }: PooledValue,
): Pick<RankedValue, 'rank' | 'isMeant'> {
  const asked = nameWords(wanted.name.split('.').findLast((part) => part !== '*') ?? wanted.name);
  const given = nameWords(word);
  const path = nameWords(from.route.path.replace(/\{\w+\}/g, ''));
  const isNamed = asked.join() === given.join();
  const isIdOf =
    given.length === 1 && isIdWord(given[0]) && asked.slice(0, -1).some((one) => path.includes(one));
  const isId = isIdWord(given.at(-1)) && (isIdWord(asked.at(-1)) || wanted.place === 'path');
  const isThing = isIdWord(given.at(-1)) && asked.every((one) => path.includes(one));
  // `/contacts/` makes contacts, `/contacts/{id}/notes/` makes notes.
  const made = nameWords(
    from.route.path
      .split('/')
      .filter((part) => part !== '' && !part.startsWith('{'))
      .at(-1) ?? '',
  );
  const isMadeThere =
    (isIdOf || isThing) && asked.slice(0, isThing ? undefined : -1).some((one) => made.includes(one));
  // `name` is called so everywhere; below one address it may be the same.
  const isPlain = /^(?:name|title|text|path|file|type|status)$/.test(asked.join('_'));
  const shared = sharedStart(candidate.route.path, from.route.path);
  const named =
    (isNamed ? (isPlain && shared === 0 ? 2 : 6) : 0) +
    (isIdOf || isThing ? 6 : 0) +
    (isMadeThere ? 4 : 0) +
    (isId ? 3 : 0) +
    (isAddress ? 8 : 0);
  const isCommon = isPlain || (shared === 0 && asked.length === 1 && isIdWord(asked[0]));
  const isMeant = isAddress || isIdOf || isThing || (isNamed && !isCommon);
  // What only those who run the project can make is taken where nobody else makes any.
  const makes = makesThings(from) && from.as === candidate.as ? 2 : 0;
  // As a last resort: what names a thing that was made, by whatever name it is asked for.
  if (named === 0) return { rank: makes > 0 && isIdWord(given.at(-1)) ? 1 + shared / 10 : 0, isMeant };
  const answers = 'member' in source && source.member.startsWith('arguments.') ? 0 : 1;
  return { rank: named + Math.min(shared, 4) + makes + answers, isMeant };
}

function isIdWord(word: string | undefined): boolean {
  return (
    word !== undefined &&
    /^(?:id|pk|key|slug|uuid|guid|token|ref|reference|handle|number|code|cursor|name|path|file|url|hash)$/.test(
      word,
    )
  );
}

/** `asset_ids` and `assetId` as words in the singular: asset, id. */
function nameWords(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => word.replace(/ies$/, 'y').replace(/([^s])s$/, '$1'));
}

/** How many fixed segments two paths have in common from the start. */
function sharedStart(one: string, other: string): number {
  const [a, b] = [one.split('/').filter(Boolean), other.split('/').filter(Boolean)];
  let count = 0;
  while (count < Math.min(a.length, b.length) && a[count] === b[count]) count++;
  return count;
}
