/**
 * Makes items with other content, to ask what depends on it: `{"pk": "acme#7", "title": "kq7w…"}` keeps its key and gets
 * another title. Attributes by which the case's requests find the item keep their values, because a missing item is another
 * question than a changed one. States (flags, and values that others' items have for the same attribute: `public: false`,
 * `status: draft`) are changed in a world of their own, because they may decide who may see the item.
 */
import { isDeepStrictEqual } from 'node:util';
import { flipFlags, hasFlags, perturbItem } from '../../engines/perturb/perturbItem.ts';
import type { HarnessWrite } from '../../model/itemEngine.ts';
import { itemIdentity } from '../../model/itemIdentity.ts';
import { textIn } from '../../model/json.ts';
import type { Access, Observation, Owner } from '../../model/observation.ts';
import type { ItemImage } from '../../model/records.ts';
import type { Registers } from '../owners/registers.ts';
import { timesIn } from './itemTimes.ts';

export interface ItemInQuestion {
  readonly table: string;
  readonly key: ItemImage;
  readonly image: ItemImage;
  /** Name of the actor whose it is. */
  readonly owner: string;
}

/** Which parts of an item are changed: all but its states, only its states, or both. */
export type Changed = 'content' | 'states' | 'both';

/**
 * The changed item. Every search of the observation still finds it, it is expired or not as before if the step depends on that,
 * and the attributes in `left` stay.
 */
export function withOther(
  changed: Changed,
  item: ItemInQuestion & { readonly step: number },
  { requests, accesses }: Observation,
  registers: OwnersOfItems,
  nonce: string,
  left: ReadonlySet<string> = new Set(),
): HarnessWrite {
  const { table, key, image } = item;
  const searches = requests.filter((request) => request.table === table);
  const foundBy = searches.flatMap((request) => request.foundBy);
  const states = statesOf(item, registers);
  const kept = changed === 'content' ? states : changed === 'states' ? notAmong(states, image) : [];
  // Values that everybody may see reveal nothing about the rest.
  const open = registers.openIn(item).names;
  const swept = accesses.filter(
    ({ step, question }) => step === item.step && (question === 'over' || question === 'free'),
  );
  const over = swept.length === 0 ? [] : [...timesIn(image), ...linkingAttributes(swept, image)];
  const other = perturbItem(image, key, nonce, new Set([...foundBy, ...kept, ...open, ...over, ...left]));
  return {
    table,
    key,
    item:
      changed === 'content' ? other : { ...flipFlags(other), ...withAttributes(image, [...open, ...left]) },
  };
}

/** Attributes in which an item names a file or object that belongs to it. */
function linkingAttributes(swept: readonly Access[], image: ItemImage): string[] {
  const names = swept.flatMap(({ resource }) =>
    resource.store === 'file' ? [resource.path] : resource.store === 'object' ? [resource.key] : [],
  );
  return Object.entries(image).flatMap(([attribute, value]) => {
    const text = textIn(value, 'S');
    return text !== null && text !== '' && names.some((name) => name.includes(text)) ? [attribute] : [];
  });
}

/**
 * The index of the step before which an item that an earlier step makes is to be changed; undefined if it existed from the
 * start.
 */
export function onceMade(
  { table, key }: Pick<ItemInQuestion, 'table' | 'key'>,
  step: number,
  { accesses }: Pick<Observation, 'accesses'>,
): { readonly before?: number } {
  const identity = itemIdentity(table, key);
  const isMade = accesses.some(
    ({ action, resource, step: at }) =>
      action === 'create' &&
      at < step &&
      resource.store === 'item' &&
      itemIdentity(resource.table, resource.key) === identity,
  );
  return isMade ? { before: step } : {};
}

/** Whether the item has states. */
export function hasStates(item: ItemInQuestion, registers: OwnersOfItems): boolean {
  return statesOf(item, registers).length > 0 || hasFlags(item.image);
}

type OwnersOfItems = Pick<Registers, 'items' | 'ownerOfItem' | 'openIn'>;

function statesOf({ table, key, image, owner }: ItemInQuestion, registers: OwnersOfItems): string[] {
  const others = registers.items(table).filter((touch) => !isOwnedBy(registers.ownerOfItem(touch), owner));
  return Object.entries(image)
    .filter(([name]) => !Object.hasOwn(key, name))
    .filter(([name, value]) => others.some(({ after }) => isDeepStrictEqual(after?.[name], value)))
    .map(([name]) => name);
}

function withAttributes(image: ItemImage, names: readonly string[]): ItemImage {
  return Object.fromEntries(Object.entries(image).filter(([name]) => names.includes(name)));
}

function isOwnedBy(owner: Owner, name: string): boolean {
  return owner.kind === 'actor' && owner.name === name;
}

function notAmong(names: readonly string[], image: ItemImage): string[] {
  return Object.keys(image).filter((name) => !names.includes(name));
}
