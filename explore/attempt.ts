/** Requests for one operation while it is explored: values filled in, requests counted, and what others make made again. */
import { randomUUID } from 'node:crypto';
import { principalOf } from '../model/actorText.ts';
import type { Json } from '../model/attack.ts';
import { eachText } from '../model/eachText.ts';
import type { Asked } from './asked.ts';
import { type Candidate, type Filled, keyOf, templateOf } from './candidate.ts';
import type { ProjectGround } from './ground.ts';
import type { GrowthContext } from './growth.ts';
import type { LaidFile } from './laidFile.ts';
import { madeUpWord } from './madeUp.ts';
import type { Pool } from './pool.ts';

/** Requests that exploring sends for one operation in one round, at most. */
export const asksMax = 48;

export interface Exploring {
  readonly ground: ProjectGround;
  readonly pool: Pool;
  readonly actor: string;
  readonly context: GrowthContext;
  /** Words of the actor: `actor.tenant`. */
  readonly words: Readonly<Record<string, string>>;
  /** The operation whose answer holds the actor's token; null if none does. */
  readonly session: string | null;
  /** When exploring has to end, by the clock of `performance.now()`. */
  readonly until: number;
}

export class Attempt {
  readonly #exploring: Exploring;
  #asks = 0;

  constructor(exploring: Exploring) {
    this.#exploring = exploring;
  }

  get isSpent(): boolean {
    return this.#asks >= asksMax || performance.now() > this.#exploring.until;
  }

  async ask(candidate: Candidate): Promise<Asked> {
    this.#asks++;
    return await askOnce(candidate, this.#exploring);
  }

  /** Files that a request looks for in vain. */
  async lookedFor(candidate: Candidate): Promise<readonly LaidFile[]> {
    this.#asks++;
    const { ground, actor } = this.#exploring;
    const filled = filledIn(candidate, this.#exploring);
    return await ground.lookedFor(candidate, filled, principalOf(actor, candidate.as));
  }

  /** Has an operation done again, with what it takes from others, so that its values are there. */
  async refresh(operation: string, depth = 0): Promise<void> {
    const exchange = this.#exploring.pool.exchangeOf(operation);
    if (exchange === undefined || depth > refreshDepthMax || isOfSession(operation, this.#exploring)) return;
    for (const { source } of exchange.candidate.wanted)
      if (source !== null && source.operation !== operation) await this.refresh(source.operation, depth + 1);
    const asked = await this.ask(exchange.candidate);
    if (asked.outcome === 'done') this.#exploring.pool.add(asked);
  }
}

const refreshDepthMax = 3;

/**
 * Whether an operation gives the actor its token, or is one that this needs. It is not done again: another session may be another
 * account's, and all that was made so far would be another tenant's.
 */
export function isOfSession(operation: string, { session, pool }: Exploring): boolean {
  return session !== null && (operation === session || pool.dependsOn(session, operation));
}

export async function askOnce(candidate: Candidate, exploring: Exploring): Promise<Asked> {
  const filled = filledIn(candidate, exploring);
  return await exploring.ground.ask(candidate, filled, principalOf(exploring.actor, candidate.as));
}

function filledIn({ wanted }: Candidate, { pool, actor, words }: Exploring): Filled {
  return new Map(
    wanted.map((one) => {
      const given = one.source === null ? null : pool.valueOf(one.source);
      const template = templateOf(one);
      return [
        keyOf(one),
        given === null ? filledTemplate(template, actor, words) : aroundValue(template, given),
      ];
    }),
  );
}

/** A value from elsewhere in the form of the example: in a list, or behind the scheme of a token. */
function aroundValue(template: Json, value: string | number): Json {
  if (Array.isArray(template)) return [value];
  return typeof template === 'string' && template.includes('{from}')
    ? template.replace('{from}', String(value))
    : value;
}

function filledTemplate(template: Json, actor: string, words: Readonly<Record<string, string>>): Json {
  const token = madeUpWord();
  return eachText(template, (text) =>
    text.replace(/\{([\w.]+)\}/g, (all, name: string) => {
      if (name === 'token') return token;
      if (name === 'uuid') return randomUUID();
      if (name === 'actor') return actor;
      return words[name] ?? all;
    }),
  );
}
