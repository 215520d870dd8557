/**
 * Items with other content, for the question what depends on it. What the requests of a case find an item by stays: were
 * it changed, the item would leave the index and be missed, and being there is another question than what it holds.
 */
import type { HarnessWrite } from '../model/itemEngine.ts';
import type { Observation } from '../model/observation.ts';
import type { ItemImage } from '../model/records.ts';
import { perturbItem } from '../observers/dynamodb/perturb.ts';

export interface ItemInQuestion {
  readonly table: string;
  readonly key: ItemImage;
  readonly image: ItemImage;
}

/** The item as `nonce` changes it, still found by every search of the observation. */
export function withOtherContent(
  { requests = [] }: Observation,
  { table, key, image }: ItemInQuestion,
  nonce: string,
): HarnessWrite {
  const searches = requests.filter((request) => request.table === table);
  const foundBy = new Set(searches.flatMap((request) => request.foundBy));
  return { table, key, item: perturbItem(image, key, nonce, foundBy) };
}
