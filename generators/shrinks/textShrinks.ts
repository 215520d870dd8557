/**
 * Smaller texts than a given one, from the value alone, the biggest leaps first: `a/../../b.txt` becomes the empty text, `a`,
 * then `../b.txt`.
 */
import { limits } from '../../model/limits.ts';
import { partsOf, type Text, type TextPart, textOf } from '../../model/text.ts';
import { climbsOf, isPlace, staysInArena } from '../base/harmlessText.ts';
import { textWeight } from './measure.ts';

/** A character, or a part that is filled in later. */
type Atom = TextPart;

/** Each one strictly lighter, none twice, none that names the real root. */
export function* textShrinks(text: Text): Generator<Text> {
  const weight = textWeight(text);
  const roots = bareRoots(text);
  const head = rootedHead(text);
  const isAllowed = (candidate: Text): boolean =>
    staysInArena(candidate) ||
    (head !== null && rootedHead(candidate) === head && climbsOf(candidate) <= limits.dotdotMax);
  const told = new Set<string>();
  for (const candidate of smallerTexts(text)) {
    if (textWeight(candidate) >= weight || !isAllowed(candidate)) continue;
    if (bareRoots(candidate) > roots) continue;
    const written = JSON.stringify(candidate);
    if (told.has(written)) continue;
    told.add(written);
    yield candidate;
  }
}

/** All ways to leave a run of the items out: halves first, single items last. */
export function* withoutRuns<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let size = Math.ceil(items.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let start = 0; start < items.length; start += size)
      yield [...items.slice(0, start), ...items.slice(start + size)];
}

function* smallerTexts(text: Text): Generator<Text> {
  const atoms = atomsOf(text);
  yield '';
  yield 'a';
  yield* plainerValues(text);
  const segments = atomSegments(atoms);
  if (segments.length > 1) for (const kept of withoutRuns(segments)) yield joinSegments(kept);
  yield joinSegments(segments.map(plainestSegment));
  yield* segments.map((_, at) =>
    joinSegments(segments.map((segment, index) => (index === at ? plainestSegment(segment) : segment))),
  );
  for (const kept of withoutRuns(atoms)) yield textOf(kept);
  for (const at of atoms.keys())
    for (const simpler of simplerAtoms(atoms[at])) yield textOf(atoms.with(at, simpler));
}

/** A learnt value unchanged, alone and in its place; then letters without odd capitals. */
function* plainerValues(text: Text): Generator<Text> {
  const parts = partsOf(text);
  const unchanged = parts.map((part) =>
    typeof part === 'object' && 'known' in part ? { known: part.known } : part,
  );
  for (const part of unchanged) if (typeof part === 'object' && 'known' in part) yield [part];
  yield textOf(unchanged);
  yield textOf(unchanged.map((part) => (typeof part === 'string' ? part.toLowerCase() : part)));
}

function atomsOf(text: Text): readonly Atom[] {
  return partsOf(text).flatMap((part): Atom[] => (typeof part === 'string' ? [...part] : [part]));
}

function atomSegments(atoms: readonly Atom[]): readonly (readonly Atom[])[] {
  const segments: Atom[][] = [[]];
  for (const atom of atoms) {
    if (atom === '/') segments.push([]);
    else segments.at(-1)?.push(atom);
  }
  return segments;
}

function joinSegments(segments: readonly (readonly Atom[])[]): Text {
  return textOf(segments.flatMap((segment, index) => (index === 0 ? segment : ['/', ...segment])));
}

/** The plainest component in place of another; `.` and `..` stay. */
function plainestSegment(segment: readonly Atom[]): readonly Atom[] {
  const dots = segment.every((atom) => atom === '.');
  return dots ? segment : ['a'];
}

function simplerAtoms(atom: Atom | undefined): readonly Atom[] {
  if (typeof atom !== 'object') return ['a'];
  if ('place' in atom && (atom.place === 'overRoot' || atom.place === 'moatEncoded'))
    return [{ place: 'moat' }, 'a'];
  if ('known' in atom && atom.change !== undefined) return [{ known: atom.known }, 'a'];
  return ['a'];
}

/** The root and the name behind it by which a harmless value begins that is no place of the arena; null for other texts. */
function rootedHead(text: Text): string | null {
  const [first] = partsOf(text);
  return typeof first === 'string' ? (/^(?:\/|%(?:25)*2f)+[^/%]+/i.exec(first)?.[0] ?? null) : null;
}

const rootWithin = /(?<![\p{L}\p{N}_.~@+<%/-])(?:\/|%(?:25)*2f)+/giu;

/**
 * The number of absolute paths in a text that begin with no place, after a quote, a colon and the like. In a document around a
 * path some may be part of the example; a smaller text has no more of them.
 */
function bareRoots(text: Text): number {
  const parts = partsOf(text);
  return parts.reduce((count, part, index) => {
    if (typeof part !== 'string') return count;
    const found = [...part.matchAll(rootWithin)].filter(({ 0: slashes, index: at }) => {
      const behindPart = at === 0 && index > 0;
      return !behindPart && !(at + slashes.length === part.length && isPlace(parts[index + 1]));
    });
    return count + found.length;
  }, 0);
}
