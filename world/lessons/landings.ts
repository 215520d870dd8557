/**
 * Where the text of a step arrived: paths that it named, keys of items, keys of objects, each with the place that they are of.
 * `name` = `kq7w` arrives in `{sandbox}` as `media/7/kq7w.txt`, between `media/7/` and `.txt`.
 */
import { keyRangeOf } from '../../engines/dynamodb/expressions/keyRange.ts';
import { isWithin } from '../../model/isWithin.ts';
import { textIn } from '../../model/json.ts';
import type { WireRecord } from '../../model/records.ts';
import type { TextChain } from '../../model/textChain.ts';
import type { Stage } from '../stage/stage.ts';
import type { Seen } from '../step/step.ts';

/** A text that a step named something by. */
export interface Arrived extends Pick<TextChain, 'store' | 'place'> {
  readonly text: string;
}

/** A place at which a text arrived, and what stood around it. */
export type Landing = Pick<TextChain, 'store' | 'place' | 'before' | 'after'>;

/** What a step named: paths below the sandbox as the code wrote them, and keys. */
export function arrivedIn(
  { hooks, looked, records, stored }: Seen,
  { roots }: Pick<Stage, 'roots'>,
): readonly Arrived[] {
  const written = hooks.map(({ full, path }) => full ?? path);
  const paths = [...written, ...looked.map(({ path }) => path)].flatMap((path) =>
    roots
      .filter((root) => isWithin(path, root.path) && path !== root.path)
      .map((root): Arrived => {
        return { store: 'file', place: root.shown, text: path.slice(root.path.length + 1) };
      }),
  );
  const keys = stored.flatMap(({ touches }) =>
    touches.map(({ bucket, key }): Arrived => ({ store: 'object', place: bucket, text: key })),
  );
  const all = [...paths, ...records.flatMap(itemKeys), ...keys];
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}

function itemKeys(record: WireRecord): readonly Arrived[] {
  const { operation, table, request, touches } = record;
  const arrived = (name: string, value: string | null): Arrived[] =>
    value === null ? [] : [{ store: 'item', place: name, text: value }];
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
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()];
}

/** What arrived at a place in the stead of the text there; null where nothing did that holds these letters. */
export function arrivedAt(all: readonly Arrived[], landing: Landing, letters: string): string | null {
  const { store, place, before, after } = landing;
  const there = all.flatMap((one) => {
    const long = one.text.length >= before.length + after.length;
    const isThere = one.store === store && one.place === place && long;
    if (!isThere || !one.text.startsWith(before) || !one.text.endsWith(after)) return [];
    const image = one.text.slice(before.length, one.text.length - after.length);
    return image.toLowerCase().includes(letters.toLowerCase()) ? [image] : [];
  });
  return there.toSorted((one, other) => one.length - other.length)[0] ?? null;
}
