/** By what planted flaws were first found, and the tables that are printed of it. */
import { spreadOf, tableOf } from '../sample.ts';

/** A planted flaw of the example, or the flaw of a class of the self-test. */
export interface FirstFound {
  readonly flaw: string;
  /** The case of the run, or the attack on its operation, that first showed it, counted from 1; null where none did. */
  readonly at: number | null;
  /** `corpus`, `harmless`, `drawn`, or the kind of the probe; what stood in the way where it was not found. */
  readonly by: string;
}

/** What was run, and what its counts count: `case`, `attack`. */
export interface Part {
  readonly name: string;
  readonly counts: string;
  readonly flaws: readonly FirstFound[];
}

/** A table of each part, the earliest first and the missed last, and one of all kinds. */
export function orderText(parts: readonly Part[]): string {
  const told = parts.map(({ name, counts, flaws }) => {
    const rows = flaws.toSorted(earlier).map(({ flaw, at, by }) => [flaw, at === null ? '-' : `${at}`, by]);
    return tableOf([[name, counts, 'first found by'], ...rows], [0, 2]);
  });
  return [...told, byKind(parts)].join('\n\n');
}

function earlier(one: FirstFound, other: FirstFound): number {
  return (one.at ?? Number.POSITIVE_INFINITY) - (other.at ?? Number.POSITIVE_INFINITY) || 0;
}

/** How many flaws each kind was the first to find, and the median of when; what nothing found comes last. */
function byKind(parts: readonly Part[]): string {
  const found = parts.map(({ flaws }) => flaws.filter(({ at }) => at !== null));
  const count = (by: string): number => found.flat().filter((one) => one.by === by).length;
  const kinds = [...new Set(found.flat().map(({ by }) => by))].sort(
    (one, other) => count(other) - count(one) || one.localeCompare(other),
  );
  const rows = kinds.map((kind) => [kind, ...found.flatMap((flaws) => cellsOf(flaws, (by) => by === kind))]);
  const missed = parts.flatMap(({ flaws }) => [`${flaws.filter(({ at }) => at === null).length}`, '-']);
  return tableOf([
    ['kind', ...parts.flatMap(({ name, counts }) => [name, `median ${counts}`])],
    ...rows,
    ['all that were found', ...found.flatMap((flaws) => cellsOf(flaws, () => true))],
    ['missed', ...missed],
  ]);
}

function cellsOf(flaws: readonly FirstFound[], isMeant: (by: string) => boolean): string[] {
  const cases = flaws.filter(({ by }) => isMeant(by)).flatMap(({ at }) => (at === null ? [] : [at]));
  return cases.length === 0 ? ['-', '-'] : [`${cases.length}`, `${spreadOf(cases).median}`];
}
