/**
 * Turns decoded DynamoDB requests into accesses: a GetItem of `NOTE#7`, which the victim put, is a read of the victim's item.
 * Owners come from the register of who wrote what; an item that carries a canary stays its owner's wherever it turns up. A
 * request that touched nothing is no access here.
 */
import { isDeepStrictEqual } from 'node:util';
import { canaryPattern } from '../model/canary.ts';
import { itemIdentity } from '../model/itemIdentity.ts';
import type { ChangeFacts, Owner, SeenAccess } from '../model/observation.ts';
import type { ItemTouch, Location, WireRecord } from '../model/records.ts';

export type WriteForm = Pick<ChangeFacts, 'condition' | 'adds'>;

export interface ItemView {
  readonly step: number;
  readonly operation: string;
  readonly actor: string;
  /** Owner of an item at the moment of the access; images are those before and after it. */
  readonly ownerOf: (touch: ItemTouch) => Owner;
  /** The write form of a request: its shape, from which rehearsal has learnt whose items it writes. */
  readonly formOf: (record: WireRecord) => WriteForm;
  /** Whether an attribute other than the partition key names this actor. */
  readonly isSigned: (touch: ItemTouch) => boolean;
}

/** The accesses of one step, in the order of the requests. `calls` are the driver's call sites by number. */
export function observeItems(
  records: readonly WireRecord[],
  calls: Readonly<Record<string, Location>>,
  view: ItemView,
): SeenAccess[] {
  const made = new Set<string>();
  const ownerOf = (touch: ItemTouch): Owner => {
    const identity = itemIdentity(touch.table, touch.key);
    if (touch.action === 'create') made.add(identity);
    // What the step itself made belongs to the actor, whatever words it holds and whoever owned an item of its key before.
    else if (made.has(identity)) return { kind: 'actor', name: view.actor };
    return view.ownerOf(touch);
  };
  return records.flatMap((record) => {
    const location = record.call === null ? null : (calls[String(record.call)] ?? null);
    const form = view.formOf(record);
    return record.touches.flatMap((touch) =>
      touch.action === 'requested' ? [] : [itemAccess(touch, location, { ...view, ownerOf }, form)],
    );
  });
}

function itemAccess(
  touch: ItemTouch,
  location: Location | null,
  view: ItemView,
  { condition, adds }: WriteForm,
): SeenAccess {
  const owner = view.ownerOf(touch);
  const foreign = owner.kind === 'actor' && owner.name !== view.actor;
  return {
    step: view.step,
    operation: view.operation,
    actor: view.actor,
    action: touch.action === 'requested' ? 'read' : touch.action,
    resource: { store: 'item', table: touch.table, key: touch.key },
    owner,
    seenBy: ['wire'],
    refused: false,
    asked: null,
    location,
    flow: touch.action === 'read' && foreign ? 'unknown' : null,
    before: touch.before,
    after: touch.after,
    ...(foreign && touch.action !== 'read' && condition !== undefined ? { condition } : {}),
    ...(adds !== undefined && (touch.action === 'create' || touch.action === 'write') ? { adds } : {}),
    ...(isSameItem(touch) ? { unchanged: true } : {}),
    ...(foreign && touch.action === 'create' && view.isSigned(touch) ? { signed: true } : {}),
  };
}

/** Whether a write left the item as it was, which shows nothing about who wrote it. */
function isSameItem({ action, key, before, after }: ItemTouch): boolean {
  if (action !== 'write' || after === null || !isDeepStrictEqual(before, after)) return false;
  const held = Object.entries(after).filter(([name]) => !Object.hasOwn(key, name));
  return JSON.stringify(held).search(canaryPattern) >= 0;
}
