/**
 * The key that a harmless step of the attacker's named, with which parts of it are what it was sent: `12` + `{year}` + `{month}`.
 * Known by a second harmless value, so that numbers and words which stand in keys by chance are told from what was sent.
 */

export type ShapePart = string | { readonly argument: string };

export interface KeyShape {
  readonly operation: string;
  readonly store: 'item' | 'object';
  /** `table.attribute`, or a bucket. */
  readonly place: string;
  readonly parts: readonly ShapePart[];
}

/** What the key of an object is called where harmless runs stored one. */
export const objectKeyName = 'object.key';

/** What keys of a place are called where harmless runs stored them. */
export function storedName({ store, place }: Pick<KeyShape, 'store' | 'place'>): string {
  return store === 'object' ? objectKeyName : `item.${place.slice(place.lastIndexOf('.') + 1)}`;
}
