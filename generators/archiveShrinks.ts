/** Smaller archives than a given one: fewer members, simpler kinds, plainer forms. Names are shrunk with all other texts. */
import { type Archive, archiveTexts, type Member } from '../model/archive.ts';
import { limits } from '../model/limits.ts';
import { partsOf, type Text } from '../model/text.ts';
import { archiveWeight } from './measure.ts';
import { isHarmless, withoutRuns } from './textShrinks.ts';

/** Each one strictly lighter by {@link archiveWeight}. */
export function* archiveShrinks(archive: Archive): Generator<Archive> {
  const weight = archiveWeight(archive);
  for (const candidate of candidates(archive)) if (archiveWeight(candidate) < weight) yield candidate;
}

function* candidates(archive: Archive): Generator<Archive> {
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
  if ('zeros' in member.content) yield { ...member, content: { zeros: member.content.zeros >> 1 } };
  if ('archive' in member.content)
    for (const archive of archiveShrinks(member.content.archive)) yield { ...member, content: { archive } };
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

/** Whether all texts of the archives keep to the arena, even where links add their climbs up. */
export function areHarmless(archives: readonly Archive[]): boolean {
  const texts = archives.flatMap(archiveTexts);
  return (
    texts.every(isHarmless) && texts.reduce((sum, text) => sum + climbsIn(text), 0) <= limits.archiveDotdotMax
  );
}

function climbsIn(text: Text): number {
  return partsOf(text).reduce(
    (sum, part) => sum + (typeof part === 'string' ? (part.match(/\.\./g)?.length ?? 0) : 0),
    0,
  );
}
