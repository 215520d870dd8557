/**
 * Partitions of tables that belong to one actor, as harmless runs show: `TENANT#acme`, into which only acme's steps put items,
 * beside another actor's `TENANT#north`. Inboxes and boards, where several actors put items into one partition of a kind,
 * belong to nobody, and neither does a partition that one actor filled by coincidence: an owned one contains a name, or a word
 * too long to occur twice by chance.
 */
import type { Json } from '../../model/attack.ts';
import { memberOf } from '../../model/json.ts';
import type { ItemTouch } from '../../model/records.ts';
import { type ActorWords, only } from './actorWords.ts';

export interface Partitions {
  /** Notes one harmless step. */
  readonly note: (actor: string, touches: readonly ItemTouch[]) => void;
  readonly seal: () => void;
  /** The actor whose partition an item is in; null for nobody in particular. */
  readonly ownerOf: (touch: Pick<ItemTouch, 'table' | 'key'>) => string | null;
  /** The owners of whole partitions, as notes of the ledger. */
  readonly owned: () => readonly { readonly actor: string; readonly label: string }[];
}

interface KnownPartition {
  readonly label: string;
  readonly kind: string;
  /** The value of the partition key. */
  readonly value: string;
  readonly writers: Set<string>;
  steps: number;
}

/** Items that one actor must have put into a partition, in different steps. */
const writtenStepsMin = 2;
/** A word with a digit in it that is as long as this comes twice by no chance. */
const digitWordMin = 8;

export function learnPartitions(words: ActorWords): Partitions {
  const partitions = new Map<string, KnownPartition>();
  let owners = new Map<string, string>();

  const owned = (): Map<string, string> => {
    const all = [...partitions];
    const isOpen = (one: KnownPartition): boolean => one.writers.size > 1 || isOfAnother(one, words);
    const open = new Set(all.filter(([, one]) => isOpen(one)).map(([, { kind }]) => kind));
    const sole = all.flatMap(([identity, one]) => {
      const writer = only(one.writers);
      const isMeant = writer !== null && !open.has(one.kind) && saysWhose(one, writer, words);
      return isMeant ? [{ ...one, identity, writer }] : [];
    });
    // Once it is known that actors use partitions of this kind repeatedly, a new one belongs to its maker too.
    const isKeptBy = (kind: string, isMeant: (writer: string) => boolean): boolean =>
      sole.some((one) => one.kind === kind && one.steps >= writtenStepsMin && isMeant(one.writer));
    return new Map(
      sole
        .filter(
          ({ kind, writer }) =>
            isKeptBy(kind, (one) => one === writer) && isKeptBy(kind, (one) => one !== writer),
        )
        .map(({ identity, writer }) => [identity, writer]),
    );
  };

  return {
    note: (actor, touches) => {
      const put = new Set<string>();
      for (const touch of touches) {
        const partition = partitionOfItem(touch);
        if (partition === null || !changingActions.has(touch.action)) continue;
        const { identity, label, value } = partition;
        const known = partitions.get(identity) ?? {
          ...{ label, value, kind: JSON.stringify([touch.table, partitionKind(value, words)]) },
          ...{ writers: new Set<string>(), steps: 0 },
        };
        partitions.set(identity, known);
        known.writers.add(actor);
        if (touch.action === 'create' && !put.has(identity)) known.steps += 1;
        put.add(identity);
      }
    },
    seal: () => {
      owners = owned();
    },
    ownerOf: (touch) => owners.get(partitionOfItem(touch)?.identity ?? '') ?? null,
    owned: () =>
      [...owners].map(([identity, actor]) => ({ actor, label: partitions.get(identity)?.label ?? '' })),
  };
}

const changingActions: ReadonlySet<string> = new Set(['create', 'write', 'delete']);

export interface Partition {
  readonly identity: string;
  readonly label: string;
  readonly value: string;
}

/** The first of two key attributes is the partition key; null if there is only one attribute, or it is no text. */
/** The text of a partition key; null if it is no text. */
export function hashText(key: ItemTouch['key']): string | null {
  const [hash] = Object.values(key);
  return hash === undefined ? null : keyValueText(hash);
}

export function partitionOfItem({ table, key }: Pick<ItemTouch, 'table' | 'key'>): Partition | null {
  const [hash, ...others] = Object.entries(key);
  const value = hash === undefined ? null : keyValueText(hash[1]);
  if (hash === undefined || others.length === 0 || value === null) return null;
  return {
    identity: JSON.stringify([table, value]),
    label: `${table} ${hash[0]} ${JSON.stringify(value)}`,
    value,
  };
}

function keyValueText(value: Json): string | null {
  const text = memberOf(value, 'S') ?? memberOf(value, 'N');
  return typeof text === 'string' ? text : null;
}

/** Whether a partition contains the name of an actor other than the one who puts something into it, as an inbox does. */
function isOfAnother({ value, writers }: KnownPartition, words: ActorWords): boolean {
  const named = only(words.byName(value));
  return named !== null && !writers.has(named);
}

function saysWhose({ value }: KnownPartition, writer: string, words: ActorWords): boolean {
  const named = words.byName(value);
  if (named.size > 0) return only(named) === writer;
  return partitionParts(value).some((part) => words.isIdOf(part, writer) || comesTwiceByNoChance(part));
}

/** The common form of partitions of one kind: `TENANT#{}`. */
export function partitionKind(value: string, words: ActorWords): string {
  return value.replace(part, (word) => (/\d/.test(word) || words.all(word).size > 0 ? '{}' : word));
}

const part = /[A-Za-z0-9_-]+/g;

function partitionParts(value: string): readonly string[] {
  return value.match(part) ?? [];
}

function comesTwiceByNoChance(word: string): boolean {
  return word.length >= digitWordMin && /\d/.test(word);
}
