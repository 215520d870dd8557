/** Seeded choices. A fork has choices of its own, so that a kind that draws more changes no other. */

export interface Dice {
  /** A whole number, both ends included. */
  readonly whole: (from: number, to: number) => number;
  readonly chance: (share: number) => boolean;
  readonly pick: <T>(list: readonly T[]) => T;
  readonly shuffled: <T>(list: readonly T[]) => T[];
  readonly fork: (name: string) => Dice;
}

export function diceOf(seed: string): Dice {
  const next = mulberry32(hashOf(seed));
  const whole = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  const shuffled = <T>(list: readonly T[]): T[] => {
    const rest = [...list];
    return list.flatMap(() => rest.splice(whole(0, rest.length - 1), 1));
  };
  return {
    whole,
    chance: (share) => next() < share,
    pick: <T>(list: readonly T[]): T => {
      const [picked] = list.slice(whole(0, list.length - 1));
      if (picked === undefined) throw new RangeError('nothing to pick from');
      return picked;
    },
    shuffled,
    fork: (name) => diceOf(`${seed}/${name}`),
  };
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

/** Mulberry32, a published generator of 32 bits of state: numbers from 0 to 1, 1 excluded. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
