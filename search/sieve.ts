/**
 * Lets pass which of the planned attacks a search judges: not those of other shards, and not those that earlier runs of its
 * campaign have judged. Of its own, what depends on luck passes always.
 */
import { isByChance } from '../model/attack.ts';
import type { CampaignMemory } from '../model/campaign.ts';
import type { LedgerNote } from '../model/finding.ts';
import { limits } from '../model/limits.ts';
import type { TakenAttack } from './rounds.ts';
import type { SameForms } from './sameForm.ts';
import { isOfShard, type Shard } from './shard.ts';

export interface Sieve {
  readonly passes: (taken: TakenAttack) => boolean;
  /** Whether another shard judges it. */
  readonly isElsewhere: (taken: TakenAttack) => boolean;
  /** Whether so many attacks in a row were drawn in vain that no more are drawn. */
  readonly isSpent: (operation: string) => boolean;
  readonly notes: () => LedgerNote[];
}

export interface SieveParts {
  readonly campaign: CampaignMemory | null;
  readonly shard: Shard | null;
  /** Whether the search was to be guided, which a shard is not. */
  readonly guided?: boolean;
  readonly forms: SameForms;
  /** Whether an operation is left of which nothing new is drawn, as a search without a bound of cases must. */
  readonly leaves: boolean;
}

export function openSieve({ campaign, shard, guided = false, forms, leaves }: SieveParts): Sieve {
  /** By operation, attacks drawn in a row: those that are known, and those of other shards. */
  const [again, others] = [new Map<string, number>(), new Map<string, number>()];
  let [known, elsewhere] = [0, 0];
  const isSpent = (operation: string): boolean =>
    leaves &&
    Math.max(again.get(operation) ?? 0, (others.get(operation) ?? 0) / (shard?.of ?? 1)) >=
      limits.drawnInVainMax;
  return {
    isSpent,
    isElsewhere: ({ operation, tried: { by, attack } }) => {
      if (shard === null) return false;
      const isOwn = isOfShard(shard, forms.form(attack));
      if (isOwn) others.delete(operation);
      else if (by === 'drawn') others.set(operation, (others.get(operation) ?? 0) + 1);
      if (!isOwn) elsewhere += 1;
      return !isOwn;
    },
    passes: ({ operation, tried: { by, attack } }) => {
      if (campaign === null || isByChance(attack)) return true;
      if (campaign.take(attack, forms.key(attack))) {
        again.delete(operation);
        return true;
      }
      known += 1;
      if (by === 'drawn') again.set(operation, (again.get(operation) ?? 0) + 1);
      return false;
    },
    notes: () => [
      ...(shard === null ? [] : [shardNote(shard, elsewhere, guided)]),
      ...(known === 0 ? [] : [knownNote(known)]),
      ...[...new Set([...again.keys(), ...others.keys()])].filter(isSpent).map(spentNote),
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

function shardNote({ index, of }: Shard, elsewhere: number, guided: boolean): LedgerNote {
  return {
    kind: 'limit',
    text: `this is shard ${index} of ${of}: ${elsewhere} planned attacks are those of the others, and were not judged here${guided ? '; --guided did nothing, because what one shard finds must not change the plan of the others' : ''}`,
  };
}

function spentNote(operation: string): LedgerNote {
  return {
    kind: 'limit',
    operation,
    text: `${operation} was left when ${limits.drawnInVainMax} attacks in a row had been drawn that were judged before, or as many for each shard that are those of others`,
  };
}
