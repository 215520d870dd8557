/**
 * Turns decoded S3 requests into accesses: a GetObject of `media/8/a.txt`, which the victim put, is a read of the victim's
 * object. Owners come from the register of who wrote what; an object that carries a canary stays its owner's wherever it turns
 * up. A request that touched nothing is no access here, but a presigned address of another's object in an answer is one,
 * because it needs no read to reach the actor.
 */
import { isDeepStrictEqual } from 'node:util';
import { canaryPattern } from '../model/canary.ts';
import type { Owner, SeenAccess } from '../model/observation.ts';
import type { ItemImage, Location, ObjectImage, ObjectRecord, ObjectTouch } from '../model/records.ts';

export interface ObjectView {
  readonly step: number;
  readonly operation: string;
  readonly actor: string;
  readonly ownerOf: (touch: ObjectTouch) => Owner;
}

/** The accesses of one step, in the order of the requests. `calls` are the driver's call sites by number. */
export function observeObjects(
  records: readonly ObjectRecord[],
  calls: Readonly<Record<string, Location>>,
  view: ObjectView,
): SeenAccess[] {
  const made = new Set<string>();
  const ownerOf = (touch: ObjectTouch): Owner => {
    const identity = JSON.stringify([touch.bucket, touch.key]);
    if (touch.action === 'create') made.add(identity);
    // What the step itself made belongs to the actor, whatever words it holds and whoever owned an object of its key before.
    else if (made.has(identity)) return { kind: 'actor', name: view.actor };
    return view.ownerOf(touch);
  };
  return records.flatMap(({ call, touches }) => {
    const location = call === null ? null : (calls[String(call)] ?? null);
    return touches.flatMap((touch) =>
      touch.action === 'requested' ? [] : [objectAccess(touch, location, { ...view, ownerOf })],
    );
  });
}

/**
 * Accesses to foreign objects by presigned URLs in the answer to a step; those of the actor's own and of shared objects are
 * none.
 */
export function observeHandedOut(
  handed: readonly { readonly touch: ObjectTouch; readonly location: Location | null }[],
  view: ObjectView,
): SeenAccess[] {
  return handed
    .map(({ touch, location }) => objectAccess(touch, location, view))
    .filter(({ owner, actor }) => owner.kind === 'actor' && owner.name !== actor)
    .map((access) => ({ ...access, seenBy: ['answer'], flow: access.action === 'read' ? 'shown' : null }));
}

function objectAccess(touch: ObjectTouch, location: Location | null, view: ObjectView): SeenAccess {
  const owner = view.ownerOf(touch);
  const foreign = owner.kind === 'actor' && owner.name !== view.actor;
  return {
    step: view.step,
    operation: view.operation,
    actor: view.actor,
    action: touch.action === 'requested' ? 'read' : touch.action,
    resource: { store: 'object', bucket: touch.bucket, key: touch.key },
    owner,
    seenBy: ['wire'],
    refused: false,
    asked: null,
    location,
    flow: touch.action === 'read' && foreign ? 'unknown' : null,
    before: clippedImage(touch.before),
    after: clippedImage(touch.after),
    ...(isSameObject(touch) ? { unchanged: true } : {}),
  };
}

/** How much of an object's content an access holds. */
export const toldCharactersMax = 200;

function clippedImage(image: ObjectImage | null): ItemImage | null {
  return image === null ? null : { ...image, content: image.content.slice(0, toldCharactersMax) };
}

/** Whether a write left the object as it was, which shows nothing about who wrote it. */
function isSameObject({ action, before, after }: ObjectTouch): boolean {
  if (action !== 'write' || after === null || !isDeepStrictEqual(before, after)) return false;
  return after.content.search(canaryPattern) >= 0;
}
