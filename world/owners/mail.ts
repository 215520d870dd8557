/**
 * Items that one actor's harmless steps give another: mail, an invitation, a task. The request names the recipient, and so does
 * the item, in its partition (`inbox#t100`) or in an attribute (`to`); and harmless steps of the recipient read such items. If
 * no name is known, the recipient is the only actor who reads in that partition, and who never puts items there by a request
 * with a word of it. The item belongs to the recipient from then on. An item that does not name another actor, or comes from a
 * step with text of an attack, stays its maker's.
 */
import { attackerName } from '../../model/config.ts';
import { itemIdentity } from '../../model/itemIdentity.ts';
import { textIn } from '../../model/json.ts';
import type { ItemTouch } from '../../model/records.ts';
import { type ActorWords, only } from './actorWords.ts';
import { hashText, partitionKind, partitionOfItem } from './partitions.ts';

/** The parts of a step that are needed here. */
export interface MailStep {
  readonly actor: string;
  /** Actors that the request names. */
  readonly named: ReadonlySet<string>;
  /** The texts of the request. */
  readonly sent: readonly string[];
  /** Whether an attack chose any of the sent values. */
  readonly isHostile: boolean;
}

export interface Mail {
  /** Notes one harmless step. */
  readonly learn: (step: MailStep, touches: readonly ItemTouch[]) => void;
  /** Notes a step of a case. */
  readonly follow: (step: MailStep, touches: readonly ItemTouch[]) => void;
  readonly seal: () => void;
  /** The actor whom an item was given to; null where it was given to nobody. */
  readonly recipientOf: (item: Pick<ItemTouch, 'table' | 'key'>) => string | null;
  /** What was given to an actor in rehearsal. */
  readonly givenTo: (actor: string) => readonly ItemTouch[];
  readonly endCase: () => void;
}

interface MailedItem {
  readonly maker: string;
  readonly recipient: string;
  readonly kind: string;
  readonly touch: ItemTouch;
}

/** Nothing is known to be given. */
export function learnMail(words: ActorWords): Mail {
  const sent = new Map<string, MailedItem>();
  const inCase = new Map<string, string | null>();
  /** Kinds that were read by whom they are for, and kinds that their senders come back to. */
  const received = new Set<string>();
  const kept = new Set<string>();
  const inboxes = learnInboxes();
  let sealed = false;

  const givenBy = ({ actor, named, isHostile }: MailStep, touch: ItemTouch): MailedItem | null => {
    const address = addressOf(touch, actor, words);
    if (isHostile || address === null || !named.has(address.recipient)) return null;
    return { maker: actor, touch, ...address };
  };
  const learn = (step: MailStep, touch: ItemTouch): void => {
    const identity = itemIdentity(touch.table, touch.key);
    inboxes.learn(step, touch);
    if (touch.action === 'create') {
      const given = givenBy(step, touch);
      if (given === null) sent.delete(identity);
      else sent.set(identity, given);
      return;
    }
    const known = sent.get(identity);
    if (known === undefined) return;
    if (known.recipient === step.actor && touch.action === 'read') received.add(known.kind);
    if (known.maker === step.actor) kept.add(known.kind);
  };

  return {
    learn: (step, touches) => {
      for (const touch of touches) learn(step, touch);
    },
    follow: (step, touches) => {
      for (const touch of touches) {
        if (touch.action !== 'create') continue;
        const given = givenBy(step, touch);
        const isReceived = given !== null && received.has(given.kind);
        const recipient = isReceived ? given.recipient : inboxes.recipientOf(step, touch);
        const isMail = recipient !== null && step.actor !== attackerName;
        inCase.set(itemIdentity(touch.table, touch.key), isMail ? recipient : null);
      }
    },
    seal: () => {
      sealed = true;
      // A sender that uses the item again shares it, so that it stays the attacker's own.
      const isMail = ({ kind, maker }: MailedItem): boolean =>
        received.has(kind) && !(maker === attackerName && kept.has(kind));
      for (const [identity, given] of sent) if (!isMail(given)) sent.delete(identity);
      for (const given of inboxes.given()) sent.set(itemIdentity(given.touch.table, given.touch.key), given);
    },
    recipientOf: ({ table, key }) => {
      const identity = itemIdentity(table, key);
      const now = inCase.get(identity);
      if (now !== undefined) return now;
      const given = sealed ? sent.get(identity) : undefined;
      return given?.recipient ?? null;
    },
    givenTo: (actor) =>
      [...sent.values()].filter(({ recipient }) => recipient === actor).map(({ touch }) => touch),
    endCase: () => inCase.clear(),
  };
}

interface Inbox {
  /** Who read, changed or removed something. */
  readonly readers: Set<string>;
  readonly put: MailedItem[];
}

/** Partitions by the actors who read in them again. */
function learnInboxes() {
  const partitions = new Map<string, Inbox>();
  const readerOf = (identity: string, maker: string): string | null => {
    const reader = only(partitions.get(identity)?.readers ?? new Set<string>());
    return reader === maker ? null : reader;
  };
  return {
    learn: (step: MailStep, touch: ItemTouch): void => {
      const partition = partitionOfItem(touch);
      if (partition === null) return;
      const { identity } = partition;
      const inbox = partitions.get(identity) ?? { readers: new Set<string>(), put: [] };
      partitions.set(identity, inbox);
      if (touch.action !== 'create' && touch.action !== 'requested') inbox.readers.add(step.actor);
      if (touch.action === 'create' && isNamedIn(step, touch))
        inbox.put.push({ maker: step.actor, recipient: '', kind: identity, touch });
    },
    /** The items in them for the actor who reads there. */
    given: (): readonly MailedItem[] =>
      [...partitions].flatMap(([identity, { put }]) =>
        put.flatMap((one) => {
          const recipient = readerOf(identity, one.maker);
          return recipient === null ? [] : [{ ...one, recipient }];
        }),
      ),
    recipientOf: (step: MailStep, touch: ItemTouch): string | null =>
      step.isHostile || !isNamedIn(step, touch)
        ? null
        : readerOf(partitionOfItem(touch)?.identity ?? '', step.actor),
  };
}

/** Shorter words occur in keys by chance. */
const partitionWordMin = 3;

/** Whether a step was sent a word of the partition into which it puts something. */
function isNamedIn({ sent }: MailStep, { key }: ItemTouch): boolean {
  const words = hashText(key)?.match(/[A-Za-z0-9_-]+/g) ?? [];
  return words.some((word) => word.length >= partitionWordMin && sent.includes(word));
}

/** The actor for whom an item says it is, and how it says so. */
function addressOf(
  touch: ItemTouch,
  maker: string,
  words: ActorWords,
): Pick<MailedItem, 'recipient' | 'kind'> | null {
  const { table, key, after } = touch;
  const value = hashText(key);
  const named = value === null ? null : only(words.byName(value));
  if (value !== null && named !== null && named !== maker)
    return { recipient: named, kind: JSON.stringify(['partition', table, partitionKind(value, words)]) };
  for (const [name, attribute] of Object.entries(after ?? {})) {
    const whole = words.whole(textIn(attribute, 'S') ?? '');
    if (whole !== null && whole !== maker && !Object.hasOwn(key, name))
      return { recipient: whole, kind: JSON.stringify(['attribute', table, name]) };
  }
  return null;
}
