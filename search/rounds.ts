/**
 * Whose turn it is: in rounds over the operations, the next probe of each, and a drawn attack where it has none left. Who showed
 * something new has a second turn in the round; who is slow, or has no probes left, takes part in few.
 */
import type { Attack } from '../model/attack.ts';
import type { TriedAttack } from '../model/probe.ts';
import type { ProbeTurns } from './probeTurns.ts';

export interface AttackSource {
  readonly name: string;
  /** Whether it is tried less, because it costs a deadline every time. */
  readonly isResting: () => boolean;
  /** Whether no world has it any more. */
  readonly isGone: () => boolean;
  readonly probes: ProbeTurns;
  readonly draw: () => Attack;
  /** A variant of what showed something new; null where it is not its turn, absent where nothing guides the search. */
  readonly vary?: () => Attack | null;
}

export interface TakenAttack {
  readonly operation: string;
  readonly tried: TriedAttack;
}

export interface Rounds {
  /** Null where nobody has anything left. */
  readonly next: () => TakenAttack | null;
  /** Notes the result of a case; returns whether the operation has done that for the first time. */
  readonly learn: (operation: string, tried: TriedAttack, signature: string) => boolean;
}

/** While some operation has probes left, those that have none take part in one round of as many. */
const drawingRounds = 4;

/** What overruns its deadline again and again costs all others their time: it takes part in one round of as many. */
const restingRounds = 8;

export function inRounds(sources: readonly AttackSource[]): Rounds {
  let round = 0;
  let turn = 0;
  /** Who has a second turn in this round, and who had it. */
  const [again, had] = [new Set<string>(), new Set<string>()];
  const takesPart = ({ probes, isResting, isGone }: AttackSource): boolean => {
    if (isGone() || (isResting() && round % restingRounds !== 0)) return false;
    if (probes.isLeft() || round % drawingRounds === 0) return true;
    return !sources.some((one) => !one.isGone() && one.probes.isLeft());
  };
  const second = (): AttackSource | undefined => {
    const source = sources.find(({ name }) => again.has(name));
    if (source === undefined) return undefined;
    again.delete(source.name);
    had.add(source.name);
    return takesPart(source) ? source : undefined;
  };
  const first = (): AttackSource | undefined => {
    for (let passed = 0; passed <= sources.length * restingRounds; passed += 1) {
      if (turn >= sources.length) {
        turn = 0;
        round += 1;
        had.clear();
      }
      const source = sources[turn];
      turn += 1;
      if (source !== undefined && takesPart(source)) return source;
    }
    return undefined;
  };
  return {
    next: () => {
      const source = second() ?? first();
      if (source === undefined) return null;
      return { operation: source.name, tried: triedOf(source) };
    },
    learn: (operation, { by, attack }, signature) => {
      const source = sources.find(({ name }) => name === operation);
      const isNew = source?.probes.learn(by, attack, signature) === true;
      if (isNew && !had.has(operation)) again.add(operation);
      return isNew;
    },
  };
}

function triedOf({ probes, draw, vary }: AttackSource): TriedAttack {
  const variant = vary?.() ?? null;
  if (variant !== null) return { by: 'varied', attack: variant };
  const probe = probes.next();
  return probe === null ? { by: 'drawn', attack: draw() } : { by: probe.kind, attack: probe.attack };
}
