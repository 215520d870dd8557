/**
 * Names the arguments of an attack that reach a place: `save.id`. Two flaws of one operation at one line differ in them: if
 * `save.+tenant` is known to reach a line, an attack that chooses `save.id` alone shows another flaw.
 */
import type { Attack } from '../model/attack.ts';

/** In order, each once. */
export function reachOf({ steps }: Pick<Attack, 'steps'>): readonly string[] {
  const chosen = steps.flatMap(({ operation, arguments: given }) =>
    Object.keys(given).map((name) => `${operation}.${name}`),
  );
  return [...new Set(chosen)].sort();
}

/** Which flaws are known of each cause, by what reaches it. */
export interface Flaws {
  /** The flaw that an attack shows: one that is known, or one of its own where nothing that it chooses is known to reach the cause. */
  readonly flawOf: (cause: string, attack: Attack) => string;
  /** Remembers what reaches a flaw: the arguments of its smallest attack. */
  readonly settle: (cause: string, flaw: string, attack: Attack) => void;
}

export function openFlaws(): Flaws {
  const byCause = new Map<string, Map<string, readonly string[]>>();
  return {
    flawOf: (cause, attack) => {
      const known = [...(byCause.get(cause) ?? [])];
      // Until the first is settled it is not known what reaches it.
      const [first] = known;
      if (first === undefined) return cause;
      const reach = reachOf(attack);
      const same = known.find(([, other]) => other.some((argument) => reach.includes(argument)));
      if (same !== undefined) return same[0];
      // What chooses nothing reaches the place in any case.
      const isOther = reach.length > 0 && known.every(([, other]) => other.length > 0);
      return isOther ? flawName(cause, reach) : first[0];
    },
    settle: (cause, flaw, attack) => {
      const known = byCause.get(cause) ?? new Map<string, readonly string[]>();
      byCause.set(cause, known.set(flaw, reachOf(attack)));
    },
  };
}

/** A cause together with what reaches it. */
export function flawName(cause: string, reach: readonly string[]): string {
  return reach.length === 0 ? cause : `${cause} | ${reach.join(', ')}`;
}
