/**
 * Owners of what is kept in records (items, objects), by provenance: what came to be while an actor acted is the
 * actor's. Filled in rehearsal, then sealed; what a case adds is forgotten at its end.
 */
import type { Owner } from '../model/observation.ts';

interface Touched<Image> {
  readonly action: 'read' | 'list' | 'create' | 'write' | 'delete' | 'requested';
  readonly before: Image | null;
  readonly after: Image | null;
}

/** What has to be known of a kind of record. */
export interface RecordKind<Touch> {
  /** One text for each record, the same for all touches of it. */
  readonly identityOf: (touch: Touch) => string;
  /** How it is called in notes. */
  readonly labelOf: (touch: Touch) => string;
  /** Everything that it holds, its key included where that may say whose it is. */
  readonly textOf: (touch: Touch) => string;
  readonly isShared: (touch: Touch) => boolean;
  /** The one actor whose canaries a text carries. */
  readonly carrierOf: (text: string) => string | null;
  /** Takes note of what stands where everybody may look. */
  readonly publish: (text: string) => void;
}

export interface RecordOwners<Touch> {
  readonly ownerOf: (touch: Touch) => Owner;
  readonly note: (actor: string, touches: readonly Touch[]) => void;
  /** Labels of the records that harmless traffic of several actors touches, which are shared from now on. */
  readonly seal: () => readonly string[];
  /** The last touches of the records that rehearsal left there. */
  readonly present: () => readonly Touch[];
  readonly endCase: () => void;
}

interface Known<Touch> {
  owner: Owner;
  readonly users: Set<string>;
  /** What it holds; null where it is gone. */
  text: string | null;
  readonly label: string;
  /** What last made or changed it, or first showed it. */
  last: Touch;
}

const sharedOwner: Owner = { kind: 'shared' };

/** A register without entries. */
export function ownRecords<Image, Touch extends Touched<Image>>(
  kind: RecordKind<Touch>,
): RecordOwners<Touch> {
  const records = new Map<string, Known<Touch>>();
  const inCase = new Map<string, Owner>();
  let sealed = false;

  const ownerOf = (touch: Touch): Owner => {
    if (kind.isShared(touch)) return sharedOwner;
    const identity = kind.identityOf(touch);
    const known = inCase.get(identity) ?? records.get(identity)?.owner;
    // What was not there before is the doing of whoever acts, whatever words it holds and whosever it was once.
    if (touch.before === null && touch.action === 'create') return sharedOwner;
    if (known !== undefined) return known;
    const carrier = touch.after === null && touch.before === null ? null : kind.carrierOf(kind.textOf(touch));
    return carrier === null ? sharedOwner : { kind: 'actor', name: carrier };
  };

  const learn = (actor: string, touch: Touch): void => {
    if (touch.action === 'requested' || touch.action === 'list') return;
    const identity = kind.identityOf(touch);
    const known = records.get(identity);
    const created = touch.action === 'create';
    const text = touch.after === null ? null : kind.textOf(touch);
    if (known === undefined || (created && known.text === null)) {
      const owner: Owner = created ? { kind: 'actor', name: actor } : ownerOf(touch);
      records.set(identity, {
        owner,
        users: new Set([actor]),
        text,
        label: kind.labelOf(touch),
        last: touch,
      });
      return;
    }
    known.users.add(actor);
    if (touch.action === 'read') return;
    known.text = text;
    known.last = touch;
  };

  return {
    ownerOf,
    note: (actor, touches) => {
      for (const touch of touches) {
        if (touch.after !== null && kind.isShared(touch)) kind.publish(kind.textOf(touch));
        const identity = kind.identityOf(touch);
        if (!sealed) learn(actor, touch);
        else if (touch.action === 'create' && records.get(identity)?.owner.kind !== 'shared')
          inCase.set(identity, { kind: 'actor', name: actor });
      }
    },
    seal: () => {
      sealed = true;
      const several = [...records.values()].filter(
        ({ owner, users, text }) =>
          owner.kind === 'actor' && users.size > 1 && (text === null || kind.carrierOf(text) === null),
      );
      for (const record of several) record.owner = sharedOwner;
      return several.map(({ label }) => label);
    },
    present: () => [...records.values()].flatMap(({ last, text }) => (text === null ? [] : [last])),
    endCase: () => inCase.clear(),
  };
}
