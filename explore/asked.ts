/** What became of one request of exploring. */
import type { MinedValue } from '../model/exploring.ts';
import type { Store } from '../model/finding.ts';
import type { WireRecord } from '../model/records.ts';
import { type AskOutcome, nearness } from './answers.ts';
import type { AnsweredRequest } from './pool.ts';

export interface Asked extends AnsweredRequest {
  readonly outcome: AskOutcome;
  readonly mined: readonly MinedValue[];
  /** Stores of which it touched something, and whether that was there. */
  readonly reached: readonly ReachedStore[];
  readonly hasFound: boolean;
  /** Requests to DynamoDB, with what they touched. */
  readonly records: readonly WireRecord[];
}

export type ReachedStore = Store;

/**
 * How far a request came: more is better. Of two that fail, the one that looked up more came further, whatever it answers: a 404 for
 * an unknown id is followed by a 400 for a missing name.
 */
export function scoreOf({ outcome, reached, hasFound, mined }: Asked): number {
  const looked = Math.min(mined.length, lookedMax);
  const depth = outcome === 'done' ? looked / (lookedMax + 1) : looked * 2;
  return nearness[outcome] + (reached.length > 0 ? 1 : 0) + (hasFound ? 5 : 0) + depth;
}

const lookedMax = 30;
