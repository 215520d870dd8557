/**
 * Reads ranked tables: each row is a kind, the reason for its rank, and the share of it that is tried by the end of each round:
 * 7 key collisions in the first. Only a share leaves anything out, and nothing is drawn, so that the same table and target give
 * the same order.
 */
import { inTurn } from './inTurn.ts';

/** A stretch of the order. Kinds take turns in it, those first that begin there; or each comes whole, as the table has them. */
export interface Round<Name extends string> {
  readonly name: Name;
  readonly by: 'turns' | 'kinds';
  readonly why: string;
}

export interface Share {
  /** How many of each of a kind's lists have been tried when the round is over, earlier rounds included. */
  readonly upTo: number;
  /** How many come at one turn. */
  readonly atOnce: number;
}

/** What makes the things of a kind. `tried` is what came before, for kinds that say it once more in another way. */
type Make<Given, Item> = (given: Given, tried: readonly Item[]) => readonly Item[];
/** The same in several lists, as one for each parameter: each takes turns of its own. */
type MakeEach<Given, Item> = (given: Given) => readonly (readonly Item[])[];

export type Shares<Name extends string> = Readonly<Partial<Record<Name, Share>>>;

export interface SharesShown<Given, Name extends string> {
  readonly where: (given: Given) => boolean;
  readonly share: Shares<Name>;
}

export type Kind<Given, Item, Name extends string> = {
  /** Stable: findings name it. */
  readonly kind: string;
  /** Why it comes as early as it does. */
  readonly why: string;
} & ({ readonly make: Make<Given, Item> } | { readonly makeEach: MakeEach<Given, Item> }) &
  (
    | {
        readonly share: Shares<Name>;
        /** Shares instead of these where rehearsal showed something; the first that holds. */
        readonly shown?: readonly SharesShown<Given, Name>[];
      }
    /** It has no turns of its own, but continues in those of another kind after its end. */
    | { readonly behind: string }
  );

export interface Ranked<Item> {
  readonly kind: string;
  readonly item: Item;
}

export const all: Share = { upTo: Number.POSITIVE_INFINITY, atOnce: 1 };
export const twoAtOnce: Share = { ...all, atOnce: 2 };

export function upTo(most: number): Share {
  return { ...all, upTo: most };
}

/** All that a table has for a target, in its order. The same item may come from several kinds. */
export function ranked<Given, Item, Name extends string>(
  rounds: readonly Round<Name>[],
  table: readonly Kind<Given, Item, Name>[],
  given: Given,
): readonly Ranked<Item>[] {
  const tried: Ranked<Item>[] = [];
  const begun = new Map<string, Begun<Item>>();
  for (const { name, by } of rounds) {
    const turns = table.flatMap((row): Turns<Item>[] => {
      const share = sharesOf(row, given)?.[name];
      if (share === undefined) return [];
      const before = begun.get(row.kind);
      const lists = before?.lists ?? listsOf(table, row, given, tried);
      begun.set(row.kind, { lists, upTo: share.upTo });
      const rest = lists.map((list) => inBatches(list.slice(before?.upTo ?? 0, share.upTo), share.atOnce));
      return [{ begins: before === undefined, lists: rest }];
    });
    const beginning = turns.filter(({ begins }) => begins);
    const goingOn = turns.filter(({ begins }) => !begins);
    const lists = (by === 'kinds' ? turns : [...beginning, ...goingOn]).flatMap((one) => one.lists);
    tried.push(...(by === 'kinds' ? lists.flat(2) : inTurn(lists).flat()));
  }
  return tried;
}

function sharesOf<Given, Item, Name extends string>(
  row: Kind<Given, Item, Name>,
  given: Given,
): Shares<Name> | null {
  if (!('share' in row)) return null;
  return row.shown?.find(({ where }) => where(given))?.share ?? row.share;
}

interface Begun<Item> {
  readonly lists: readonly (readonly Ranked<Item>[])[];
  readonly upTo: number;
}

interface Turns<Item> {
  readonly begins: boolean;
  /** What comes at each turn. */
  readonly lists: readonly (readonly (readonly Ranked<Item>[])[])[];
}

/** The lists of a kind, each with what the kinds behind it have for it. */
function listsOf<Given, Item, Name extends string>(
  table: readonly Kind<Given, Item, Name>[],
  first: Kind<Given, Item, Name>,
  given: Given,
  tried: readonly Ranked<Item>[],
): readonly (readonly Ranked<Item>[])[] {
  const rows = table.filter((row) => row === first || ('behind' in row && row.behind === first.kind));
  const made = rows.map((row) => {
    const lists =
      'make' in row
        ? [
            row.make(
              given,
              tried.map(({ item }) => item),
            ),
          ]
        : row.makeEach(given);
    return lists.map((list) => list.map((item) => ({ kind: row.kind, item })));
  });
  const most = Math.max(...made.map((lists) => lists.length));
  return Array.from({ length: most }, (_, index) => made.flatMap((lists) => lists[index] ?? []));
}

function inBatches<Item>(list: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
}
