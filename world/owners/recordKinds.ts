/**
 * Describes the two kinds of record for `ownRecords.ts`: how an item and how an object is identified, which texts it holds, and
 * which rule says who shares it. An item's identity is its table and key, an object's its bucket and key.
 */
import { itemIdentity } from '../../model/itemIdentity.ts';
import { textIn } from '../../model/json.ts';
import type { ItemImage, ItemTouch, ObjectImage, ObjectTouch } from '../../model/records.ts';
import type { RecordKind } from './ownRecords.ts';
import { allowsOnItem, readableOf, type Sharing, sharingAllows } from './sharing.ts';

/** The context that both kinds are given. */
export interface RecordContext<Touch>
  extends Pick<RecordKind<Touch>, 'carrierOf' | 'judgeMeeting' | 'ownerOfNew'> {
  readonly publish: (text: string) => void;
}

export type SharingOfItem = (table: string, key: ItemImage, item: ItemImage | null) => Sharing;

export function itemKind(
  sharingOf: SharingOfItem,
  { publish, ...context }: RecordContext<ItemTouch>,
): RecordKind<ItemTouch> {
  return {
    ...context,
    identityOf: ({ table, key }) => itemIdentity(table, key),
    labelOf: ({ table, key }) => `item ${JSON.stringify(key)} of ${table}`,
    textOf: ({ before, after }) => JSON.stringify(after ?? before),
    // By the item as it was found: nobody makes another's item public by writing so into it.
    sharing: ({ table, key, before, after }) => sharingOf(table, key, before ?? after),
    allows: allowsOnItem,
    publish: (sharing, { before, after }) =>
      publish(JSON.stringify(readableOf(sharing, after ?? before ?? {}))),
    isShownIn: ({ after }, answer) => itemTexts(after).some((text) => answer.includes(text)),
    nameOf: ({ key }) => JSON.stringify(key),
  };
}

export function objectKind(
  sharingOf: (bucket: string, key: string) => Sharing,
  { publish, ...context }: RecordContext<ObjectTouch>,
): RecordKind<ObjectTouch> {
  return {
    ...context,
    identityOf: ({ bucket, key }) => JSON.stringify([bucket, key]),
    labelOf: ({ bucket, key }) => `object ${JSON.stringify(key)} of ${bucket}`,
    textOf: ({ key, before, after }) => [key, ...objectTexts(after ?? before)].join('\n'),
    sharing: ({ bucket, key }) => sharingOf(bucket, key),
    allows: (sharing, { action }) => sharingAllows(sharing, action),
    publish: ({ read }, { key, before, after }) => {
      if (read === true) publish([key, ...objectTexts(after ?? before)].join('\n'));
    },
    isShownIn: ({ key, after }, answer) =>
      [key, after?.content ?? ''].some((text) => text.length >= shownMin && answer.includes(text)),
    nameOf: ({ key }) => key,
  };
}

/** Shorter texts occur in answers by chance. */
const shownMin = 6;

function itemTexts(item: ItemImage | null): string[] {
  return Object.values(item ?? {}).flatMap((value) => {
    const text = textIn(value, 'S');
    return text !== null && text.length >= shownMin ? [text] : [];
  });
}

/** All content of an object besides its key. */
function objectTexts(image: ObjectImage | null): string[] {
  return image === null ? [] : [...Object.entries(image.metadata).flat(), image.content];
}
