/**
 * Guides a search by what its cases show: which ways they take through the target's code, what they touch, how they are answered.
 * Attacks that show something for the first time are kept, and changed again and again, the rarer what they show the more.
 */
import type fc from 'fast-check';
import type { Attack } from '../model/attack.ts';
import { isByChance } from '../model/attack.ts';
import type { LedgerNote } from '../model/finding.ts';
import { guideLimits } from '../model/guideLimits.ts';
import type { Observation } from '../model/observation.ts';
import { drawAttacks } from './draw.ts';
import type { SearchOptions } from './options.ts';

export interface Guide {
  /** A variant of what an operation has shown; null where it is not its turn, or nothing is kept. */
  readonly next: (operation: string) => Attack | null;
  /** Returns whether the last step of the attack went a way for the first time. `behaviour`: its signature. */
  readonly learn: (attack: Attack, observation: Observation, behaviour: string) => boolean;
  /** The bound that was reached, for the ledger. */
  readonly notes: () => LedgerNote[];
}

/** Shards have one plan, which no result changes. */
export function isGuided({ guided = false, shard = null }: Pick<SearchOptions, 'guided' | 'shard'>): boolean {
  return guided && shard === null;
}

export interface GuideParts {
  readonly variants: (
    base: Attack,
    others: readonly Attack[],
    words: readonly string[],
  ) => fc.Arbitrary<Attack>;
  readonly seed: number;
}

/** A kept attack, and what it showed. */
interface Kept {
  readonly attack: Attack;
  readonly signs: readonly string[];
  readonly size: number;
  /** How often it was changed. */
  changed: number;
}

/** What one operation has shown. */
interface OperationShown {
  readonly kept: Kept[];
  /** By sign: in how many cases it was seen, and the smallest attack that has it. */
  readonly seen: Map<string, { cases: number; by: Kept }>;
  /** Constants of the code that it has gone through. */
  readonly words: Set<string>;
  turns: number;
}

/** One round in so many is about how cases were answered and what they touched, where ways through the code are known. */
const behavioursOneIn = 8;

/** As many variants are tried one after the other, before another attack has its turn. */
const variantsInRow = 8;

export function openGuide({ variants, seed }: GuideParts): Guide {
  const byOperation = new Map<string, OperationShown>();
  const stock = new Map<string, Attack[]>();
  let rounds = 0;
  const shownOf = (operation: string): OperationShown => {
    const shown = byOperation.get(operation) ?? {
      kept: [],
      seen: new Map(),
      words: new Set<string>(),
      turns: 0,
    };
    byOperation.set(operation, shown);
    return shown;
  };
  const restock = (operation: string): Attack[] => {
    const { kept, seen, words } = shownOf(operation);
    const base =
      (rounds % 2 === 0 ? latest(seen) : null) ?? rarest(kept, seen, rounds % behavioursOneIn !== 1);
    if (base === null) return [];
    base.changed += variantsInRow;
    rounds += 1;
    const others = lenders(byOperation, base.attack);
    const draw = drawAttacks(
      variants(base.attack, others, [...words]),
      (seed + rounds * 0x2545f491) | 0,
      variantsInRow,
    );
    return Array.from({ length: variantsInRow }, draw);
  };
  return {
    next: (operation) => {
      const shown = shownOf(operation);
      shown.turns += 1;
      if (shown.turns % 2 === 0) return null;
      const waiting = stock.get(operation) ?? [];
      if (waiting.length === 0) waiting.push(...restock(operation));
      stock.set(operation, waiting);
      return waiting.shift() ?? null;
    },
    learn: (attack, observation, behaviour) => {
      const operation = attack.steps.at(-1)?.operation;
      if (operation === undefined || isByChance(attack)) return false;
      const shown = shownOf(operation);
      for (const word of observation.ways?.at(-1)?.words ?? []) shown.words.add(word);
      return note(shown, attack, caseSigns(observation, behaviour));
    },
    notes: () =>
      [...byOperation].flatMap(([operation, { seen }]) =>
        seen.size < guideLimits.signsMax ? [] : [guideFullNote(operation)],
      ),
  };
}

/** What distinguishes a case, in short texts. */
function caseSigns({ ways = [], responses }: Observation, behaviour: string): readonly string[] {
  // What earlier steps do is of their own operations.
  const branches = ways.at(-1)?.branches ?? [];
  const members = responses.map(({ response: { value } }) =>
    typeof value === 'object' && value !== null
      ? Object.keys(value).sort().slice(0, 20).join()
      : typeof value,
  );
  return [...branches, behaviour, `answers ${members.join(' ')}`];
}

function guideFullNote(operation: string): LedgerNote {
  return {
    ...{ kind: 'limit', operation },
    text: `${operation} did more than ${guideLimits.signsMax} different things, and what was new beyond them guided nothing`,
  };
}

function note(shown: OperationShown, attack: Attack, signs: readonly string[]): boolean {
  const one: Kept = { attack, signs, size: JSON.stringify(attack).length, changed: 0 };
  let [isKept, isNewWay] = [false, false];
  for (const sign of signs) {
    const known = shown.seen.get(sign);
    if (known === undefined) {
      if (shown.seen.size >= guideLimits.signsMax) continue;
      shown.seen.set(sign, { cases: 1, by: one });
      isKept = true;
      isNewWay ||= isWay(sign);
    } else {
      known.cases += 1;
      // A smaller attack takes its place: there is less in it that does not matter.
      if (one.size < known.by.size) {
        one.changed = Math.max(one.changed, known.by.changed);
        known.by = one;
        isKept = true;
      }
    }
  }
  if (!isKept) return false;
  const needed = new Set([...shown.seen.values()].map(({ by }) => by));
  shown.kept.splice(0, Number.POSITIVE_INFINITY, ...needed);
  return isNewWay;
}

/** The attack that has the way that was found last, until it was changed often. */
function latest(seen: OperationShown['seen']): Kept | null {
  const found = [...seen].findLast(([sign, { by }]) => isWay(sign) && by.changed < latestMax);
  return found?.[1].by ?? null;
}

const latestMax = 96;

/** The attack of which the rarest sign was seen least often, those changed often put back. */
function rarest(kept: readonly Kept[], seen: OperationShown['seen'], byWays: boolean): Kept | null {
  let best: Kept | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const one of kept) {
    const own = one.signs.filter((sign) => seen.get(sign)?.by === one);
    const counted = byWays ? own.filter(isWay) : own;
    const cases = Math.min(...counted.map((sign) => seen.get(sign)?.cases ?? Number.POSITIVE_INFINITY));
    const cost = Math.min(cases, usualMax) + one.changed;
    if (counted.length > 0 && cost < least) [best, least] = [one, cost];
  }
  return best === null && byWays ? rarest(kept, seen, false) : best;
}

/** What was seen in so many cases is as usual as anything. */
const usualMax = 64;

function isWay(sign: string): boolean {
  return /:\d+>\d+$/.test(sign);
}

/** Attacks that lend their parts: of the same operation, and of others. */
function lenders(byOperation: ReadonlyMap<string, OperationShown>, { steps }: Attack): readonly Attack[] {
  const own = byOperation.get(steps.at(-1)?.operation ?? '')?.kept ?? [];
  const all = [...byOperation.values()].flatMap(({ kept }) => kept);
  const few = all.slice(-guideLimits.lendersMax);
  return [...own, ...few].map(({ attack }) => attack);
}
