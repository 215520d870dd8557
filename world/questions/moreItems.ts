/**
 * Makes more items like those of others that a page of a Query or Scan was cut before or after: `victim#q8f2` beside
 * `victim#z4k1`. A page that happens to hold the attacker's own rows alone stays the same when others' rows are removed, but
 * not when there are more of them.
 */
import { perturbItem } from '../../engines/perturb/perturbItem.ts';
import type { HarnessWrite } from '../../model/itemEngine.ts';
import type { ItemRequest } from '../../model/itemRequest.ts';
import { limits } from '../../model/limits.ts';
import type { Observation } from '../../model/observation.ts';
import type { ItemImage } from '../../model/records.ts';

interface Covered {
  readonly step: number;
  readonly table: string;
  readonly key: ItemImage;
  readonly image: ItemImage | null;
  readonly by: 'key' | 'range';
}

/** The request of its step that brings no more than a page of the range in which an item lies; undefined if none does. */
export function pagedBy(
  { requests }: Pick<Observation, 'requests'>,
  { step, table, by }: Covered,
): ItemRequest | undefined {
  if (by !== 'range') return undefined;
  return requests.find((one) => one.step === step && one.table === table && hasLimit(one));
}

function hasLimit({ words }: ItemRequest): boolean {
  return words.some(({ kind, text }) => kind === 'parameter' && text === 'Limit');
}

/** Copies under other keys of the same shape, at most `limits.moreItemsMax`, of each item as many. */
export function moreLike<Of extends Covered>(
  observation: Pick<Observation, 'requests'>,
  paged: readonly Of[],
): readonly { readonly of: Of; readonly write: HarnessWrite }[] {
  const each = Math.ceil(limits.moreItemsMax / Math.max(1, paged.length));
  const copies = Array.from({ length: each }, (_, at) =>
    paged.map((of) => ({ of, write: copyOf(of, pagedBy(observation, of)?.api === 'Scan', `more ${at}`) })),
  );
  return copies.flat().slice(0, limits.moreItemsMax);
}

/** A Scan meets partitions in an order of its own, a Query has one. */
function copyOf({ table, key, image }: Covered, isScan: boolean, nonce: string): HarnessWrite {
  const [partition = '', ...rest] = Object.keys(key);
  const kept = rest.length === 0 ? [] : isScan ? rest : [partition];
  const moved = perturbItem(key, {}, `${nonce} ${JSON.stringify(key)}`, new Set(kept));
  return { table, key: moved, item: { ...image, ...moved } };
}
