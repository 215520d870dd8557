/**
 * The places that a walk comes by, as a tree in lines: `{sandbox}` with what lies in it, then `{moat}` with what lies there. Each
 * line knows which steps of the walk stood on it, so that the walk can be drawn over the tree.
 */
import type { Walk, WalkStep } from '../../model/walk.ts';

export interface PlaceRow {
  readonly unsafeName: string;
  readonly depth: number;
  /** Numbers of the steps of the walk that stood here, from 1. */
  readonly steps: readonly number[];
  /** The step of the walk that tells most of it; null for a folder on the way. */
  readonly step: WalkStep | null;
  /** Index of the row to which a link leads; null for what is no link. */
  readonly leadsTo: number | null;
  /** From where the walk leaves what it was given on. */
  readonly isBeyond: boolean;
}

interface Visit {
  readonly place: string;
  readonly step: WalkStep;
  readonly number: number;
  /** Where a link leads. */
  readonly target: string | null;
  readonly isBeyond: boolean;
}

/** Rows of the tree, roots first as they are come by. */
export function placeRows(walk: Walk): readonly PlaceRow[] {
  const visits = visitsOf(walk);
  const places = visits.flatMap(({ place, target }) => (target === null ? [place] : [place, target]));
  const ordered = inTreeOrder(places.flatMap(withFolders));
  return ordered.map((place) => {
    const here = visits.filter((visit) => visit.place === place);
    const last = here.at(-1);
    const target = here.find((visit) => visit.target !== null)?.target ?? null;
    const reached = visits.filter((visit) => visit.target === place);
    return {
      unsafeName: place.slice(folderOfPlace(place) === null ? 0 : place.lastIndexOf('/') + 1),
      depth: place.split('/').length - 1,
      steps: here.map(({ number }) => number),
      step: last?.step ?? null,
      leadsTo: target === null ? null : ordered.indexOf(target),
      isBeyond:
        here.some(({ isBeyond, target: to }) => isBeyond && to === null) ||
        reached.some(({ isBeyond }) => isBeyond),
    };
  });
}

/** A link stands where it lies, and everything else where it is. */
function visitsOf({ steps }: Walk): readonly Visit[] {
  let at: string | null = null;
  let isBeyond = false;
  return steps.map((step, index) => {
    isBeyond ||= step.leaves !== undefined;
    const reached = withoutLastSlash(step.unsafeAt);
    const isLink = step.was === 'link' && at !== null;
    const place = isLink ? `${at}/${step.unsafeName}` : reached;
    at = reached;
    return { place, step, number: index + 1, target: isLink ? reached : null, isBeyond };
  });
}

function withoutLastSlash(place: string): string {
  return place.length > 1 ? place.replace(/\/+$/, '') : place;
}

function folderOfPlace(place: string): string | null {
  const slash = place.lastIndexOf('/');
  return slash <= 0 ? null : place.slice(0, slash);
}

function withFolders(place: string): readonly string[] {
  const parent = folderOfPlace(place);
  return parent === null ? [place] : [...withFolders(parent), place];
}

/** Each place once: after a folder come the places in it. */
function inTreeOrder(places: readonly string[]): readonly string[] {
  const distinct = [...new Set(places)];
  const below = (folder: string): readonly string[] => [
    folder,
    ...distinct.filter((place) => folderOfPlace(place) === folder).flatMap(below),
  ];
  return distinct.filter((place) => folderOfPlace(place) === null).flatMap(below);
}
