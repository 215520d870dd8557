/**
 * Where the text of a step arrived: paths that it named, keys of items, keys of objects, each with the place that they are of.
 * `name` = `kq7w` arrives in `{sandbox}` as `media/7/kq7w.txt`, between `media/7/` and `.txt`.
 */
import { keyRangeOf } from '../../engines/dynamodb/expressions/keyRange.ts';
import { distinctByContent } from '../../model/distinctByContent.ts';
import { isWithin } from '../../model/isWithin.ts';
import { textIn } from '../../model/json.ts';
import { limits } from '../../model/limits.ts';
import type { WireRecord } from '../../model/records.ts';
import type { TextChain } from '../../model/textChain.ts';
import type { Stage } from '../stage/stage.ts';
import type { Seen } from '../step/step.ts';

/** A text that a step named something by. */
export interface Arrived extends Pick<TextChain, 'store' | 'place'> {
  readonly text: string;
  /** Whether whoever recorded it took `.` and `..` away. */
  readonly isTidied: boolean;
}

/** A place at which a text arrived, and what stood around it. */
export type Landing = Pick<TextChain, 'store' | 'place' | 'before' | 'after'>;

/** What is known of how a step named things. */
export interface Naming extends Pick<Seen, 'hooks' | 'records' | 'stored'> {
  readonly looked: readonly { readonly path: string }[];
}

/** What a step named: paths below the sandbox, as the code wrote them where that is known, and keys. */
export function arrivedIn(
  { hooks, looked, records, stored }: Naming,
  { roots }: Pick<Stage, 'roots'>,
): readonly Arrived[] {
  const below = (path: string, isTidied: boolean): Arrived[] =>
    roots
      .filter((root) => isWithin(path, root.path) && path !== root.path)
      .map((root) => ({
        ...{ store: 'file', place: root.shown, isTidied },
        text: path.slice(root.path.length + 1),
      }));
  const keys = stored.flatMap(({ touches }) =>
    touches.map(({ bucket, key }): Arrived => {
      return { store: 'object', place: bucket, text: key, isTidied: false };
    }),
  );
  const all = [
    ...hooks.flatMap(({ full, path }) => below(full ?? path, false)),
    ...looked.flatMap(({ path }) => below(path, true)),
    ...records.flatMap(itemKeys),
    ...keys,
  ];
  return distinctByContent(all);
}

function itemKeys(record: WireRecord): readonly Arrived[] {
  const { operation, table, request, touches } = record;
  const arrived = (name: string, value: string | null): Arrived[] =>
    value === null ? [] : [{ store: 'item', place: name, text: value, isTidied: false }];
  if (operation === 'Query' && table !== null)
    return keyRangeOf(request).flatMap(({ attribute, values }) =>
      values.flatMap((value) => arrived(`${table}.${attribute}`, textIn(value, 'S'))),
    );
  return touches.flatMap((touch) =>
    Object.entries(touch.key).flatMap(([attribute, value]) =>
      arrived(`${touch.table}.${attribute}`, textIn(value, 'S')),
    ),
  );
}

/** The places at which a text arrived, letters of either case, each once. */
export function landingsOf(all: readonly Arrived[], text: string): readonly Landing[] {
  const found = all.flatMap(({ store, place, text: whole }): Landing[] => {
    const at = whole.toLowerCase().lastIndexOf(text.toLowerCase());
    if (at < 0) return [];
    return [{ store, place, before: whole.slice(0, at), after: whole.slice(at + text.length) }];
  });
  return distinctByContent(found);
}

/** What arrived at a place in the stead of the text there. */
export interface Image {
  readonly text: string;
  readonly isTidied: boolean;
}

/** All that hold these letters: as the code wrote them before tidied ones, the shortest first. */
export function imagesAt(all: readonly Arrived[], landing: Landing, letters: string): readonly Image[] {
  const { store, place, before, after } = landing;
  const there = all.flatMap((one): Image[] => {
    const long = one.text.length >= before.length + after.length;
    const isThere = one.store === store && one.place === place && long;
    if (!isThere || !one.text.startsWith(before) || !one.text.endsWith(after)) return [];
    const text = one.text.slice(before.length, one.text.length - after.length);
    return text.toLowerCase().includes(letters.toLowerCase()) ? [{ text, isTidied: one.isTidied }] : [];
  });
  const worth = ({ text, isTidied }: Image): number => text.length + (isTidied ? limits.pathBytesMax : 0);
  return there.toSorted((one, other) => worth(one) - worth(other));
}
