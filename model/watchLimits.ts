/** Bounds of the page of a running campaign, so that neither it nor its readers cost the campaign anything that counts. */

export const watchLimits = {
  /** Who is told what changes at the same time; others are refused. */
  readersMax: 16,
  /** How often they are told. */
  everyMs: 1_000,
  /** How often the report so far is made anew. */
  reportEveryMs: 2_000,
  /** Points of the plot; every second one is dropped when there are more. */
  samplesMax: 600,
  /** Attack classes are few; columns of the map beyond these are left out, and it is said. */
  operationsMax: 120,
  /** How long readers may take what is sent at the end of the run. */
  graceMs: 500,
} as const;
