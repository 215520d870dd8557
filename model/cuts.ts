/**
 * Bounds that a run came to, and what they left out, for the ledger: where `save` has 31 ways to another's key and 24 are tried,
 * the ledger says so. Handed to whoever may come to one.
 */
import type { LedgerNote } from './finding.ts';
import { limits } from './limits.ts';

export interface Cuts {
  /** At most `most` of a list. What is left out is remembered as `what` (a noun in the plural) of `where`. */
  readonly first: <Item>(list: readonly Item[], most: number, what: string, where: string) => readonly Item[];
  /** Remembers that only so many of all were used; if that was noted before, the highest count stays. */
  readonly note: (what: string, where: string, kept: number, all: number) => void;
  /** Counts one thing of many, which was looked at or passed over. */
  readonly count: (what: string, where: string, isKept: boolean) => void;
  /** One line for each kind of thing, with where it was cut. */
  readonly notes: () => readonly LedgerNote[];
}

interface CutCount {
  readonly kept: number;
  readonly all: number;
}

/** Nothing was cut yet. */
export function countCuts(): Cuts {
  const cuts = new Map<string, Map<string, CutCount>>();
  const placesOf = (what: string): Map<string, CutCount> => {
    const places = cuts.get(what) ?? new Map<string, CutCount>();
    cuts.set(what, places);
    return places;
  };
  const note: Cuts['note'] = (what, where, kept, all) => {
    if (all > kept && all > (placesOf(what).get(where)?.all ?? 0)) placesOf(what).set(where, { kept, all });
  };
  return {
    note,
    count: (what, where, isKept) => {
      const { kept, all } = placesOf(what).get(where) ?? { kept: 0, all: 0 };
      placesOf(what).set(where, { kept: kept + (isKept ? 1 : 0), all: all + 1 });
    },
    first: (list, most, what, where) => {
      note(what, where, most, list.length);
      return list.slice(0, most);
    },
    notes: () =>
      [...cuts].flatMap(([what, places]): LedgerNote[] => {
        const cut = [...places].filter(([, { kept, all }]) => kept < all);
        const told = cut.map(([where, { kept, all }]) => `${where} (${kept} of ${all})`);
        const more = told.length - limits.cutPlacesTold;
        const where = [...told.slice(0, limits.cutPlacesTold), ...(more > 0 ? [`and ${more} more`] : [])];
        return told.length === 0 ? [] : [{ kind: 'limit', text: `not all ${what}: ${where.join(', ')}` }];
      }),
  };
}
