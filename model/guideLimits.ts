/** Bounds of a guided search. Reaching one is reported. */
export const guideLimits = {
  /** What is told apart of one operation. */
  signsMax: 20_000,
  /** Attacks on other operations that lend parts to a variant. */
  lendersMax: 200,
  /** Attacks that showed something new in earlier runs of a campaign, from which a run goes on. */
  seedsMax: 500,
} as const;
