/**
 * Collects, for the ledger, bounds that a run reached and what they left out: if `save` has 31 ways to another's key and 24 are
 * tried, the ledger says so.
 */
import type { LedgerNote } from './finding.ts';
import { limits } from './limits.ts';

export interface Cuts {
  /** The first `most` items of a list. The others are noted as `what` (a plural noun) of `where`. */
  readonly first: <Item>(list: readonly Item[], most: number, what: string, where: string) => readonly Item[];
  /** Remembers that only so many of all were used; if that was noted before, the highest count stays. */
  readonly note: (what: string, where: string, kept: number, all: number) => void;
  /** Counts one thing of many, which was examined or passed over. */
  readonly count: (what: string, where: string, isKept: boolean) => void;
  /** One line for each kind of thing, with the places where it was cut. */
  readonly notes: () => readonly LedgerNote[];
}

interface CutCount {
  readonly kept: number;
  readonly all: number;
}

/** An empty collection. */
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
