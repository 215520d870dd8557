/**
 * Boards: partitions in which several actors put items without anybody's words, and in which the harmless requests of each read
 * the items of the others. What a harmless step puts there in a case may be read by everybody too. A list that forgets to
 * filter by tenant looks different: its items contain names or secrets, or an attribute with a value that is always one
 * actor's.
 */
import { itemIdentity } from '../../model/itemIdentity.ts';
import type { ItemTouch } from '../../model/records.ts';
import type { ActorWords } from './actorWords.ts';
import { partitionOfItem } from './partitions.ts';

export interface Boards {
  /** Notes one harmless step. */
  readonly learn: (actor: string, touches: readonly ItemTouch[]) => void;
  /** Notes a step of a case. */
  readonly follow: (isHostile: boolean, touches: readonly ItemTouch[]) => void;
  readonly seal: () => void;
  /** Whether everybody may look at an item because it is on a board. */
  readonly isOpen: (touch: ItemTouch) => boolean;
  /** How they are called in the ledger. */
  readonly labels: () => readonly string[];
  readonly endCase: () => void;
}

interface Board {
  readonly label: string;
  readonly items: { readonly maker: string; readonly touch: ItemTouch }[];
  /** `maker reader` for each that read what another made. */
  readonly readings: Set<string>;
}

/** Items of each actor: with one item only, nothing shows that a value is always the same. */
const itemsMin = 2;

/** Nothing is known to be a board. */
export function learnBoards(words: ActorWords): Boards {
  const partitions = new Map<string, Board>();
  const makers = new Map<string, string>();
  const open = new Map<string, Board>();
  const hostile = new Set<string>();
  const isNobodys = (touch: ItemTouch): boolean =>
    words.all(JSON.stringify(touch.after ?? touch.before)).size === 0;
  const isBoard = ({ items, readings }: Board): boolean => {
    const all = [...new Set(items.map(({ maker }) => maker))];
    const countOf = (one: string): number => items.filter(({ maker }) => maker === one).length;
    const isReadByOthers = (one: string): boolean =>
      all.every((other) => other === one || readings.has(`${one} ${other}`));
    return (
      all.length > 1 &&
      all.every((one) => countOf(one) >= itemsMin && isReadByOthers(one)) &&
      items.every(({ touch }) => isNobodys(touch)) &&
      !areByTheirMakers(items, all)
    );
  };

  return {
    learn: (actor, touches) => {
      for (const touch of touches) {
        const partition = partitionOfItem(touch);
        if (partition === null) continue;
        const { identity, label } = partition;
        const board: Board = partitions.get(identity) ?? { label, items: [], readings: new Set() };
        partitions.set(identity, board);
        const item = itemIdentity(touch.table, touch.key);
        if (touch.action === 'create') {
          board.items.push({ maker: actor, touch });
          makers.set(item, actor);
        }
        if (touch.action === 'read') board.readings.add(`${makers.get(item)} ${actor}`);
      }
    },
    follow: (isHostile, touches) => {
      for (const { action, table, key } of touches) {
        if (action !== 'create') continue;
        if (isHostile) hostile.add(itemIdentity(table, key));
        else hostile.delete(itemIdentity(table, key));
      }
    },
    seal: () => {
      for (const [identity, board] of partitions) if (isBoard(board)) open.set(identity, board);
    },
    isOpen: (touch) =>
      open.has(partitionOfItem(touch)?.identity ?? '') &&
      isNobodys(touch) &&
      !hostile.has(itemIdentity(touch.table, touch.key)),
    labels: () => [...open.values()].map(({ label }) => label),
    endCase: () => hostile.clear(),
  };
}

/** Whether some attribute names the items' owners: a word in it is in all of each actor's items and in none of the others'. */
function areByTheirMakers(items: Board['items'], makers: readonly string[]): boolean {
  const attributes = new Set(items.flatMap(({ touch }) => Object.keys(touch.after ?? {})));
  return [...attributes].some((attribute) =>
    makers.every((maker) => {
      const wordsOf = (isMeant: boolean): ReadonlySet<string>[] =>
        items
          .filter((one) => (one.maker === maker) === isMeant)
          .map(({ touch }) => attributeWords(touch, attribute));
      const [own, others] = [wordsOf(true), wordsOf(false)];
      const [first = new Set<string>()] = own;
      return [...first].some(
        (word) => own.every((one) => one.has(word)) && !others.some((one) => one.has(word)),
      );
    }),
  );
}

function attributeWords({ after }: ItemTouch, attribute: string): ReadonlySet<string> {
  return new Set(JSON.stringify(after?.[attribute] ?? null).match(/[A-Za-z0-9]+/g) ?? []);
}
