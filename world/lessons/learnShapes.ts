/**
 * Learns which parts of a key a step was sent, where nobody can guess them apart: the key `13` of user 1 with `page` = `3` may
 * be `1` + `3`, or have nothing to do with it. A second harmless value tells: with `37` the key is `137`.
 */
import type { KeyShape, ShapePart } from '../../model/keyShape.ts';
import { limits } from '../../model/limits.ts';
import type { ResolvedArgument } from '../../model/resolvedArgument.ts';
import type { Arrived } from './landings.ts';

/** A harmless text, and what a step named that was sent it. */
export interface Sent {
  readonly value: string;
  readonly arrived: readonly Arrived[];
}

/** A parameter that may be sent another harmless text. */
export interface Changeable {
  readonly parameter: string;
  readonly value: string;
  /** What was sent instead already. */
  readonly sent: readonly Sent[];
  /** What a step named that was sent this instead; null where it was not sent. */
  readonly send: (value: string) => Promise<readonly Arrived[] | null>;
}

/** The keys among what a harmless step named, of which something was sent. */
export async function learnShapes(
  operation: string,
  plain: readonly Arrived[],
  parameters: readonly Changeable[],
): Promise<readonly KeyShape[]> {
  const keys = plain.filter(({ store }) => store !== 'file').slice(0, limits.shapedKeysMax);
  const sent = new Map<Arrived, Piece[]>(keys.map((key) => [key, []]));
  for (const changeable of keys.length === 0 ? [] : parameters)
    for (const [key, piece] of await piecesOf(keys, changeable)) sent.get(key)?.push(piece);
  return [...sent].flatMap(([key, pieces]) => shapeOf(operation, key, pieces) ?? []);
}

/** Where a parameter's value stands in keys: by what was sent already, if that shows it in all that may hold it. */
async function piecesOf(
  keys: readonly Arrived[],
  { parameter, value, sent, send }: Changeable,
): Promise<Pieces> {
  const pieces = (other: string, arrived: readonly Arrived[]): Pieces =>
    keys.flatMap((key): Pieces => {
      const start = startIn(key, value, other, arrived);
      return start === null ? [] : [[key, { start, end: start + value.length, argument: parameter }]];
    });
  const holding = keys.filter(({ text }) => text.includes(value));
  if (holding.length === 0) return [];
  for (const { value: other, arrived } of sent) {
    const shown = pieces(other, arrived);
    if (shown.length === holding.length) return shown;
  }
  for (const other of otherValues(value)) {
    const shown = pieces(other, (await send(other)) ?? []);
    if (shown.length > 0) return shown;
  }
  return [];
}

type Pieces = readonly (readonly [Arrived, Piece])[];

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly argument: string;
}

/** Of the same kind, so that it passes for one: a number stays one, and a date nearly. */
function otherValues(value: string): readonly string[] {
  const last = value.at(-1) ?? '';
  const [more, instead] = /\d/.test(last) ? ['7', last === '2' ? '1' : '2'] : ['q', last === 'q' ? 'r' : 'q'];
  return [value + more, value.slice(0, -1) + instead];
}

/** Where in a key a value stands that has another one there in its stead; null for nowhere. */
function startIn(key: Arrived, value: string, other: string, arrived: readonly Arrived[]): number | null {
  const { store, place, text } = key;
  const now = new Set(
    arrived.flatMap((one) => (one.store === store && one.place === place ? [one.text] : [])),
  );
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1))
    if (now.has(text.slice(0, at) + other + text.slice(at + value.length))) return at;
  return null;
}

function shapeOf(
  operation: string,
  { store, place, text }: Arrived,
  pieces: readonly Piece[],
): KeyShape | null {
  if (store === 'file' || pieces.length === 0) return null;
  const parts: ShapePart[] = [];
  let done = 0;
  for (const { start, end, argument } of pieces.toSorted((one, other) => one.start - other.start)) {
    if (start < done) continue;
    if (start > done) parts.push(text.slice(done, start));
    parts.push({ argument });
    done = end;
  }
  return { operation, store, place, parts: [...parts, ...(done < text.length ? [text.slice(done)] : [])] };
}

/** The text that a parameter sends, where it is one; null for what is more than that. */
export function textOfArgument(argument: ResolvedArgument | undefined): string | null {
  if (argument?.kind === 'text') return argument.text;
  if (argument?.kind === 'file') return argument.name;
  if (argument?.kind !== 'json') return null;
  const { json } = argument;
  return typeof json === 'string' || typeof json === 'number' ? String(json) : null;
}
