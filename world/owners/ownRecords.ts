/**
 * Assigns owners to items and objects by provenance: `NOTE#7`, which was put while mallory acted, is mallory's. Filled in
 * rehearsal, then sealed; additions of a case are forgotten at its end.
 */

import type { Owner } from '../../model/observation.ts';
import type { Meeting, MetRecord } from './meetings.ts';
import { isAnswered, type Sharing, sharedOwner } from './sharing.ts';

interface RecordTouch<Image> {
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
  /** All its content, its key included where that may name its owner. */
  readonly textOf: (touch: Touch) => string;
  /** What the config declares about it. */
  readonly sharing: (touch: Touch) => Sharing;
  /** Whether that lets everybody touch it so. */
  readonly allows: (sharing: Sharing, touch: Touch) => boolean;
  /** The one actor whose canaries a text carries. */
  readonly carrierOf: (text: string) => string | null;
  /** Notes content in places that everybody may read. */
  readonly publish: (sharing: Sharing, touch: Touch) => void;
  /** The owner of new records at a place, before anything is known of them: null for nobody in particular. */
  readonly ownerOfNew: (touch: Touch) => string | null;
  /** Whether an answer shows some of its content. */
  readonly isShownIn: (touch: Touch, answer: string) => boolean;
  /** Its key. */
  readonly nameOf: (touch: Touch) => string;
  readonly judgeMeeting: (met: MetRecord) => Meeting;
}

export interface RecordOwners<Touch> {
  readonly ownerOf: (touch: Touch) => Owner;
  /** Notes what a step of rehearsal touched. */
  readonly learn: (actor: string, touches: readonly Touch[], step: StepSaid) => void;
  /** Notes what a case created. */
  readonly follow: (actor: string, touches: readonly Touch[]) => void;
  readonly seal: () => Sealed<Touch>;
  /** The last touches of the records that rehearsal left there. */
  readonly present: () => readonly Touch[];
  /** The touch by which rehearsal last saw a record being created; null for none. */
  readonly made: (identity: string) => Touch | null;
  readonly endCase: () => void;
}

/** Records that harmless traffic of several actors touches. */
export interface Sealed<Touch> {
  /** Labels of those that are shared from now on. */
  readonly shared: readonly string[];
  /** Those that stay their owner's until the user declares otherwise. */
  readonly asked: readonly {
    readonly touch: Touch;
    readonly owner: string;
    readonly users: ReadonlySet<string>;
  }[];
  /** Those that are one actor's, as they were last touched. */
  readonly own: readonly { readonly touch: Touch; readonly owner: string }[];
}

/** What a step was sent and answered. */
export interface StepSaid {
  /** Whether the request names another actor. */
  readonly addresses: boolean;
  readonly answer: string;
}

interface KnownRecord<Touch> {
  owner: Owner;
  readonly users: Set<string>;
  readonly writers: Set<string>;
  readonly addressing: Set<string>;
  shown: boolean;
  /** Its content; null if it is gone. */
  text: string | null;
  readonly label: string;
  /** The operation that created it; null if it existed before. */
  readonly made: Touch | null;
  /** What last made or changed it, or first showed it. */
  last: Touch;
}

/** A register without entries. */
export function ownRecords<Image, Touch extends RecordTouch<Image>>(
  kind: RecordKind<Touch>,
): RecordOwners<Touch> {
  const records = new Map<string, KnownRecord<Touch>>();
  const inCase = new Map<string, Owner>();
  let sealed = false;

  const ownerOf = (touch: Touch): Owner => {
    if (kind.allows(kind.sharing(touch), touch)) return sharedOwner;
    const identity = kind.identityOf(touch);
    const known = inCase.get(identity) ?? records.get(identity)?.owner;
    // A new record belongs to the actor, whatever words it holds and whoever owned one of its key before.
    if (touch.before === null && touch.action === 'create') {
      const isKnownShared = records.get(identity)?.owner.kind === 'shared';
      const name = sealed && !isKnownShared ? kind.ownerOfNew(touch) : null;
      return name === null ? sharedOwner : { kind: 'actor', name };
    }
    if (known !== undefined) return known;
    const carrier = touch.after === null && touch.before === null ? null : kind.carrierOf(kind.textOf(touch));
    return carrier === null ? sharedOwner : { kind: 'actor', name: carrier };
  };

  const publish = (touch: Touch): void => {
    if (touch.after !== null) kind.publish(kind.sharing(touch), touch);
  };

  return {
    ownerOf,
    learn: (actor, touches, step) => {
      for (const touch of touches) {
        publish(touch);
        learnTouch({ kind, records, ownerOf }, actor, touch, step);
      }
    },
    follow: (actor, touches) => {
      for (const touch of touches) {
        publish(touch);
        const identity = kind.identityOf(touch);
        if (touch.action === 'create' && records.get(identity)?.owner.kind !== 'shared')
          inCase.set(identity, { kind: 'actor', name: actor });
      }
    },
    seal: () => {
      sealed = true;
      return sealRecords(kind, records);
    },
    present: () => [...records.values()].flatMap(({ last, text }) => (text === null ? [] : [last])),
    made: (identity) => records.get(identity)?.made ?? null,
    endCase: () => inCase.clear(),
  };
}

/** What a register learns with. */
interface Learning<Touch> {
  readonly kind: RecordKind<Touch>;
  readonly records: Map<string, KnownRecord<Touch>>;
  readonly ownerOf: (touch: Touch) => Owner;
}

function learnTouch<Image, Touch extends RecordTouch<Image>>(
  { kind, records, ownerOf }: Learning<Touch>,
  actor: string,
  touch: Touch,
  { addresses, answer }: StepSaid,
): void {
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
      writers: new Set(touch.action === 'read' ? [] : [actor]),
      addressing: new Set(addresses ? [actor] : []),
      shown: false,
      text,
      label: kind.labelOf(touch),
      made: created ? touch : null,
      last: touch,
    });
    return;
  }
  known.users.add(actor);
  if (addresses) known.addressing.add(actor);
  known.shown ||= known.owner.kind === 'actor' && known.owner.name !== actor && kind.isShownIn(touch, answer);
  if (touch.action === 'read') return;
  known.writers.add(actor);
  known.text = text;
  known.last = touch;
}

function sealRecords<Touch>(
  kind: RecordKind<Touch>,
  records: ReadonlyMap<string, KnownRecord<Touch>>,
): Sealed<Touch> {
  const shared: string[] = [];
  const asked: Sealed<Touch>['asked'][number][] = [];
  const own: Sealed<Touch>['own'][number][] = [];
  for (const record of records.values()) {
    const { owner, last: touch, users, label } = record;
    // What the user has answered is not asked about.
    if (owner.kind !== 'actor' || isAnswered(kind.sharing(touch))) continue;
    const meeting = kind.judgeMeeting({ ...record, name: kind.nameOf(touch) });
    if (meeting?.kind === 'shared') {
      record.owner = sharedOwner;
      shared.push(label);
      continue;
    }
    const whose = meeting?.whose ?? owner.name;
    record.owner = { kind: 'actor', name: whose };
    own.push({ touch, owner: whose });
    if (meeting?.asks === true) asked.push({ touch, owner: whose, users });
  }
  return { shared, asked, own };
}
