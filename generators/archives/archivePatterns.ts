/**
 * Names of members within the pattern of those that a target expects: for `data/page-{token}.xml` the members
 * `data/page-a/../../../x.xml` and the link `data/page-a.xml`. What checks names by a pattern that is too wide refuses `../x`
 * and takes these. Made only where the config says which members are expected.
 */
import { filledMembers } from '../../model/archive.ts';
import { limits } from '../../model/limits.ts';
import { holdsPlaceholder, placeholder } from '../../model/placeholder.ts';
import { firstTried } from '../base/firstTried.ts';
import { moatFileNames, plainNames } from '../base/pool.ts';
import type { ArchiveMembers } from './archiveAim.ts';
import { type ArchiveAim, fileMember, insistsOnMembers } from './archiveAim.ts';

/** What stands before and behind the word of an expected name that the sender chooses. */
interface NamePattern {
  readonly before: string;
  readonly after: string;
}

/** The aims at each pattern: names of members are made by it. */
export function patternAims(aim: ArchiveAim): readonly ArchiveAim[] {
  return patternsOf(aim).map(({ before, after }) => ({
    ...aim,
    names: plainNames.map((name) => `${before}${name}${after}`),
  }));
}

/** Single members whose names begin and end like expected ones and lead out, the nearest first. */
export function waysWithinPatterns(aim: ArchiveAim): readonly ArchiveMembers[] {
  return patternsOf(aim).flatMap(({ before, after }) => {
    const depth = before.split('/').length;
    const [plain = 'a', other = 'b'] = plainNames;
    return levels.flatMap((level) => {
      const up = `${before}${plain}/${'../'.repeat(depth + level)}`;
      return [`${other}${after}`, ...canaries.filter((name) => name.endsWith(after))].map((name) => [
        fileMember(up + name),
      ]);
    });
  });
}

const levels: readonly number[] = [1, 2, 3, 4];
const canaries = moatFileNames;

function patternsOf(aim: ArchiveAim): readonly NamePattern[] {
  if (!insistsOnMembers(aim)) return [];
  const patterns = Object.keys(aim.taken.members).flatMap((name): NamePattern[] => {
    if (!holdsPlaceholder(name)) return [];
    const [before = '', ...rest] = name.split(placeholder);
    const after =
      Object.keys(filledMembers({ [`x${rest.join('{token}')}`]: '' }, 'harmless'))[0]?.slice(1) ?? '';
    // A name that is an extension alone is free before it.
    return before === '' && !after.includes('/') ? [] : [{ before, after }];
  });
  const what = 'patterns of members’ names in archives are attacked';
  return firstTried(aim.knowledge, aim.operation, patterns, limits.archivePatternsMax, what);
}
