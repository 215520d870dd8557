/** Bounds of `trespass prove`, beside those of `limits.ts`. Each is said where it is reached. */
export const proofLimits = {
  /** Cases of a proof: a day at 23 a second. */
  casesMax: 2_000_000,
  /** Segments of a name, and entries of a layout. */
  namesMax: 4,
  entriesMax: 3,
  /** Seconds between two lines about the progress. */
  progressSeconds: 10,
} as const;
