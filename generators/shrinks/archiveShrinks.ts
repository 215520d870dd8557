/**
 * Smaller archives than a given one: fewer members, simpler kinds, plainer forms: of `tar.gz` with three members a `tar` with
 * one. Names are shrunk with all other texts.
 */
import type { Archive, Member } from '../../model/archive.ts';
import { type Text, textOf } from '../../model/text.ts';
import { isDocument, wordsAndGaps } from '../base/memberWords.ts';
import { archiveWeight } from './measure.ts';
import { textShrinks, withoutRuns } from './textShrinks.ts';

/** Each one strictly lighter by {@link archiveWeight}. */
export function* archiveShrinks(archive: Archive): Generator<Archive> {
  const weight = archiveWeight(archive);
  for (const candidate of smallerArchives(archive)) if (archiveWeight(candidate) < weight) yield candidate;
}

function* smallerArchives(archive: Archive): Generator<Archive> {
  for (const members of withoutRuns(archive.members)) yield { ...archive, members };
  yield { ...archive, compressed: false };
  yield { ...archive, dialect: 'ustar' };
  yield { ...archive, dialect: 'pax' };
  for (const [at, member] of archive.members.entries())
    for (const simpler of memberShrinks(member))
      yield { ...archive, members: archive.members.with(at, simpler) };
}

function* memberShrinks(member: Member): Generator<Member> {
  const { mode, otherName, ...plain } = member;
  if (mode !== undefined) yield { ...plain, ...(otherName === undefined ? {} : { otherName }) };
  if (mode !== undefined && mode > 0o777) yield { ...member, mode: mode & 0o777 };
  if (otherName !== undefined) {
    yield { ...plain, ...(mode === undefined ? {} : { mode }) };
    yield { ...member, name: otherName };
  }
  yield* kindShrinks(member);
  if (member.kind !== 'file') return;
  yield { ...member, content: { text: '' } };
  if ('text' in member.content)
    for (const text of documentShrinks(member.content.text)) yield { ...member, content: { text } };
  if ('zeros' in member.content) yield { ...member, content: { zeros: member.content.zeros >> 1 } };
  if ('archive' in member.content)
    for (const archive of archiveShrinks(member.content.archive)) yield { ...member, content: { archive } };
}

/** Fewer lines and plainer words. Text between words usually makes the document valid, so it stays. */
function* documentShrinks(text: Text): Generator<Text> {
  if (!isDocument(text)) return;
  const pieces = wordsAndGaps(text);
  const lines = linesOfPieces(pieces);
  if (lines.length > 1) for (const kept of withoutRuns(lines)) yield textOf(kept.flat(2));
  for (const [at, piece] of pieces.entries()) {
    if (at % 2 !== 0 || piece === '') continue;
    const simpler = steers(piece) ? textShrinks(piece) : ['', 'a'];
    for (const word of simpler) yield textOf(pieces.with(at, word).flat());
  }
}

/** Whether a word may lead somewhere: only then is it worth more than two tries. */
function steers(word: Text): boolean {
  return typeof word !== 'string' || /[./\\]/.test(word);
}

function linesOfPieces(pieces: readonly Text[]): readonly (readonly Text[])[] {
  const lines: Text[][] = [[]];
  for (const piece of pieces) {
    lines.at(-1)?.push(piece);
    if (typeof piece === 'string' && piece.includes('\n')) lines.push([]);
  }
  return lines.filter((line) => line.length > 0);
}

function* kindShrinks(member: Member): Generator<Member> {
  const { name, mode, otherName } = member;
  const named = {
    name,
    ...(mode === undefined ? {} : { mode }),
    ...(otherName === undefined ? {} : { otherName }),
  };
  if (member.kind === 'file') return;
  yield { ...named, kind: 'file', content: { text: '' } };
  yield { ...named, kind: 'directory' };
  if (member.kind === 'hardlink') yield { ...named, kind: 'symlink', to: member.to };
}
