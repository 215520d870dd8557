/** Choices of one variant, from numbers that fast-check drew: a pure function of them takes one after the other. */
export interface Dice {
  /** A number from 0 to below `count`, which is at least 1. */
  readonly below: (count: number) => number;
  /** Null where there is nothing to choose from. */
  readonly pick: <Value>(choices: readonly Value[]) => Value | null;
}

/** Where the numbers are used up, they begin anew. */
export function diceOf(numbers: readonly number[]): Dice {
  let at = 0;
  const below = (count: number): number => {
    const number = numbers[at % Math.max(numbers.length, 1)] ?? 0;
    at += 1;
    return number % count;
  };
  return { below, pick: (choices) => choices[below(Math.max(choices.length, 1))] ?? null };
}
