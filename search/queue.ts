/**
 * Chooses what a search tries and in which order: the corpus, a harmless run of each operation, then probes and drawn attacks
 * for each operation in turn, until a bound, the clock or the user ends it. It knows which of these ended the search, and which
 * operations had too few attacks for their silence to mean something: 3 of the first 25, where 200 operations share 50 seconds.
 */
import type { Attack } from '../model/attack.ts';
import type { LedgerNote, SearchEnd } from '../model/finding.ts';
import type { Knowledge } from '../model/knowledge.ts';
import { limits } from '../model/limits.ts';
import type { Observation } from '../model/observation.ts';
import type { TriedAttack } from '../model/probe.ts';
import { drawAttacks } from './draw.ts';
import { type Guide, isGuided, openGuide } from './guide.ts';
import type { EngineParts, SearchOptions } from './options.ts';
import { takeTurns } from './probeTurns.ts';
import { inRounds } from './rounds.ts';
import { type SameForms, sameForms } from './sameForm.ts';
import { openSieve } from './sieve.ts';
import { signatureOf } from './signature.ts';

export interface AttackQueue {
  /** Null when there is nothing left to do, from then on for ever. */
  readonly next: () => TriedAttack | null;
  /** Notes the result of an attack, which decides when similar attacks have their turns. Returns whether it showed something new. */
  readonly learn: (tried: TriedAttack, observation: Observation) => boolean;
  /** Notes in the campaign that an attack was judged and that its findings were reported. */
  readonly settle: (tried: TriedAttack) => void;
  /** Which attacks were left out, for the ledger. */
  readonly notes: () => LedgerNote[];
  /** Whether `next` has given null. */
  readonly hasEnded: () => boolean;
  /** How the search has ended; where `next` never gave null, nobody was left to ask for more. */
  readonly ended: () => SearchEnd;
}

export interface Rest {
  /** Whether an operation is tried less, because it costs a deadline every time. */
  readonly isSlow: (operation: string) => boolean;
  /** Whether no world has it any more. */
  readonly isGone: (operation: string) => boolean;
  /** How long the search has gone on, in milliseconds. */
  readonly searchedMs: () => number;
}

/** Opens the queue. */
export function openQueue(
  parts: EngineParts,
  options: SearchOptions,
  knowledge: Knowledge,
  rest: Rest,
): AttackQueue {
  const {
    runs,
    timeMs,
    signal,
    corpus,
    seed,
    boundsAreDefault = false,
    campaign = null,
    shard = null,
  } = options;
  const names = chosenOperations(options, knowledge);
  const forms = sameForms(knowledge);
  const sieve = openSieve({
    campaign,
    shard,
    guided: options.guided ?? false,
    forms,
    leaves: runs === null || shard === null,
  });
  const guide = guideOf(parts, options, knowledge);
  const ahead: TriedAttack[] = [
    ...corpus.map((attack) => ({ by: 'corpus', attack })),
    ...names.map((name) => ({
      by: 'harmless',
      attack: plainHarmlessAttack(name, knowledge.actors.attacker),
    })),
    ...interestingOf(options, forms),
    ...(guide === null ? [] : shownBefore(options)),
  ];
  const given = new Map(names.map((name) => [name, 0]));
  const enumerated = options.enumerate?.(knowledge) ?? null;
  const rounds = inRounds(
    names.map((name, index) => {
      let draw: (() => Attack) | null = null;
      return {
        name,
        isResting: () => shard === null && rest.isSlow(name),
        isGone: () => rest.isGone(name) || sieve.isSpent(name),
        probes: takeTurns(() => parts.probes(knowledge, name)),
        draw: () => {
          draw ??= drawAttacks(parts.attacks(knowledge, name), seed + index);
          return draw();
        },
        ...(guide === null ? {} : { vary: () => guide.next(name) }),
      };
    }),
  );
  /** For whom attacks were taken that are not learnt from yet. */
  const takenFor = new WeakMap<TriedAttack, string>();
  /** What the target did that was new. */
  const behaviours = new WeakMap<TriedAttack, string>();
  const shown = new Set<string>();
  /** Where there are shards, what one of them learns must not change its order. */
  const isNew = (operation: string, tried: TriedAttack, behaviour: string): boolean => {
    if (shard === null) return rounds.learn(operation, tried, behaviour);
    const isFirst = !shown.has(`${operation} ${behaviour}`);
    shown.add(`${operation} ${behaviour}`);
    return isFirst;
  };
  let drawn = 0;
  let by: SearchEnd['by'] | null = null;
  let endedAfterMs = 0;
  const end = (reason: SearchEnd['by']): null => {
    if (by === null) endedAfterMs = rest.searchedMs();
    by ??= reason;
    return null;
  };
  return {
    next: () => {
      if (by !== null) return null;
      if (signal.aborted) return end('stop');
      const first = ahead.shift();
      if (first !== undefined) return first;
      for (;;) {
        if (timeMs !== null && rest.searchedMs() >= timeMs) return end('time');
        if (runs !== null && drawn >= runs) return end('cases');
        if (enumerated !== null) {
          const { done, value } = enumerated.next();
          return done === true ? end('exhausted') : { by: 'enumerated', attack: value };
        }
        const taken = rounds.next();
        if (taken === null) return end('exhausted');
        given.set(taken.operation, (given.get(taken.operation) ?? 0) + 1);
        const isElsewhere = sieve.isElsewhere(taken);
        // The bound is that of the whole plan, so that all shards end at the same place.
        if (isElsewhere || shard !== null) drawn += 1;
        if (isElsewhere || !sieve.passes(taken)) continue;
        if (shard === null) drawn += 1;
        takenFor.set(taken.tried, taken.operation);
        return taken.tried;
      }
    },
    learn: (tried, observation) => {
      const operation = takenFor.get(tried);
      if (operation === undefined && guide === null) return false;
      const behaviour = signatureOf(observation);
      const isNewWay = guide?.learn(tried.attack, observation, behaviour) === true;
      if (operation === undefined) return isNewWay;
      const isFirst = isNew(operation, tried, behaviour) || isNewWay;
      if (isFirst) behaviours.set(tried, isNewWay ? wayOf(observation, behaviour) : behaviour);
      return isFirst;
    },
    settle: (tried) => {
      if (takenFor.has(tried) || tried.by === 'campaign')
        campaign?.note(tried.attack, forms.key(tried.attack), behaviours.get(tried) ?? null);
    },
    notes: () => [...sieve.notes(), ...(guide?.notes() ?? [])],
    hasEnded: () => by !== null,
    ended: () => {
      end('failure');
      const reason = by ?? 'failure';
      const { firstAttacks } = limits;
      const short = [...given].flatMap(([operation, attacks]) =>
        attacks < firstAttacks ? [{ operation, attacks }] : [],
      );
      const missing = short.reduce((sum, { attacks }) => sum + firstAttacks - attacks, 0);
      return {
        by: reason,
        bound: reason === 'cases' ? runs : reason === 'time' ? timeMs : null,
        isDefault: boundsAreDefault && (reason === 'cases' || reason === 'time'),
        firstAttacks,
        short,
        operations: names.length,
        enough: missing === 0 ? null : enoughFor(drawn, missing, endedAfterMs, names.length),
      };
    },
  };
}

/** What a campaign knows the same by, where ways through the code count as well. */
function wayOf({ ways }: Observation, behaviour: string): string {
  return JSON.stringify([ways?.at(-1)?.branches.toSorted(), behaviour]);
}

/** What a guided search of an earlier run has kept: what it goes on from is judged again. */
function shownBefore({ campaign, operations }: SearchOptions): readonly TriedAttack[] {
  return (campaign?.shown ?? [])
    .filter(({ steps }) => operations.length === 0 || operations.includes(steps.at(-1)?.operation ?? ''))
    .map((attack) => ({ by: 'campaign', attack }));
}

function guideOf({ variants }: EngineParts, options: SearchOptions, knowledge: Knowledge): Guide | null {
  const { seed, enumerate } = options;
  if (!isGuided(options) || variants === undefined || enumerate !== undefined) return null;
  return openGuide({ seed, variants: (...given) => variants(knowledge, ...given) });
}

/** At the rate of the search so far; where nothing was drawn, as if each operation took a second. */
function enoughFor(
  drawn: number,
  missing: number,
  elapsedMs: number,
  operations: number,
): SearchEnd['enough'] {
  const cases = drawn + missing;
  const seconds = drawn === 0 ? operations : (elapsedMs / 1_000 / drawn) * cases;
  return { cases, seconds };
}

function chosenOperations({ operations }: SearchOptions, knowledge: Knowledge): readonly string[] {
  return knowledge.operations
    .map(({ name }) => name)
    .filter((name) => operations.length === 0 || operations.includes(name));
}

/** What showed something new before the target has changed. */
function interestingOf({ campaign, operations }: SearchOptions, { key }: SameForms): readonly TriedAttack[] {
  const covers = ({ steps }: Attack): boolean =>
    operations.length === 0 || operations.includes(steps.at(-1)?.operation ?? '');
  return (campaign?.interesting ?? [])
    .filter((attack) => covers(attack) && campaign?.take(attack, key(attack)) === true)
    .map((attack) => ({ by: 'campaign', attack }));
}

export function plainHarmlessAttack(operation: string, actor: string): Attack {
  return { layout: [], steps: [{ operation, actor, arguments: {} }], race: null };
}
