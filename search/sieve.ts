/**
 * Lets pass which of the planned attacks a search judges: not those that earlier runs of its campaign have judged. What depends on
 * luck passes always. An operation of which nothing new is drawn any more is left.
 */
import { isByChance } from '../model/attack.ts';
import type { CampaignMemory } from '../model/campaign.ts';
import type { LedgerNote } from '../model/finding.ts';
import { limits } from '../model/limits.ts';
import type { TakenAttack } from './rounds.ts';

export interface Sieve {
  readonly passes: (taken: TakenAttack) => boolean;
  /** Whether so many attacks in a row were drawn in vain that no more are drawn. */
  readonly isSpent: (operation: string) => boolean;
  readonly notes: () => LedgerNote[];
}

export function openSieve(campaign: CampaignMemory | null): Sieve {
  const inVain = new Map<string, number>();
  let known = 0;
  const isSpent = (operation: string): boolean => (inVain.get(operation) ?? 0) >= limits.drawnInVainMax;
  return {
    isSpent,
    passes: ({ operation, tried: { by, attack } }) => {
      if (campaign === null || isByChance(attack)) return true;
      if (campaign.take(attack)) {
        inVain.delete(operation);
        return true;
      }
      known += 1;
      if (by === 'drawn') inVain.set(operation, (inVain.get(operation) ?? 0) + 1);
      return false;
    },
    notes: () => [
      ...(known === 0 ? [] : [knownNote(known)]),
      ...[...inVain.keys()].filter(isSpent).map(spentNote),
    ],
  };
}

function knownNote(known: number): LedgerNote {
  const what = known === 1 ? '1 planned attack was' : `${known} planned attacks were`;
  return {
    kind: 'limit',
    text: `${what} left out, because this campaign has judged the same on the same code before; the ledger counts what this run judged`,
  };
}

function spentNote(operation: string): LedgerNote {
  return {
    kind: 'limit',
    operation,
    text: `${operation} was left when ${limits.drawnInVainMax} attacks in a row had been drawn that were judged before`,
  };
}
