/** What a search uses of a campaign: which attacks were judged before, and a note of each that is judged now. */
import type { Attack } from './attack.ts';

export interface CampaignMemory {
  /** Attacks of earlier runs that showed something new and were not judged since the target has changed. */
  readonly interesting: readonly Attack[];
  /** The same, of attacks that were judged on the target as it is now: a guided search goes on from them. */
  readonly shown: readonly Attack[];
  /** Takes an attack on; false where this run has taken it before, or an earlier run has judged it. `key` tells attacks apart. */
  readonly take: (attack: Attack, key: string) => boolean;
  /**
   * Notes that an attack was judged, and that every finding of it was reported. `behaviour` tells what the target did that it had
   * not done in this run before; null for nothing new.
   */
  readonly note: (attack: Attack, key: string, behaviour: string | null) => void;
}
