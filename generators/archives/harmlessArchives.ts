/**
 * Decides which archives stay in the arena, member by member and all together: a link `l -> ..` and a member `l/../../x` add
 * up.
 */
import { type Archive, allMembers, archiveTexts, type Member } from '../../model/archive.ts';
import { limits } from '../../model/limits.ts';
import type { Text } from '../../model/text.ts';
import { climbsOf, staysInArena } from '../base/harmlessText.ts';

/** Whether all names and targets of the archives stay in the arena, even if links and texts add up their `..`. */
export function areHarmless(archives: readonly Archive[]): boolean {
  const texts = archives.flatMap(archiveTexts);
  return (
    archives.flatMap(allMembers).flatMap(memberPaths).every(staysInArena) &&
    texts.reduce((sum, text) => sum + climbsOf(text), 0) <= limits.archiveDotdotMax
  );
}

/** The content of a member is no path as a whole. */
function memberPaths(member: Member): readonly Text[] {
  return [
    member.name,
    ...(member.otherName === undefined ? [] : [member.otherName]),
    ...('to' in member ? [member.to] : []),
  ];
}
