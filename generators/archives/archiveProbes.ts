/**
 * The archives that are tried first: for each format one of every relevant shape, at each usual distance, the likeliest first:
 * a zip with `../a`, then `../../a`. A finite list in a fixed order.
 */

import type { Archive, ArchiveKind, Member, TarDialect } from '../../model/archive.ts';
import type { Argument, Step } from '../../model/attack.ts';
import type { Knowledge } from '../../model/knowledge.ts';
import { limits } from '../../model/limits.ts';
import type { Operation, Parameter } from '../../model/operation.ts';
import type { Text } from '../../model/text.ts';
import { aimAt, attackable } from '../base/aim.ts';
import { inTurn } from '../base/inTurn.ts';
import { placePart } from '../base/phrase.ts';
import { moatFileNames, moatFolderNames } from '../base/pool.ts';
import { decoyFolders } from '../layouts/decoys.ts';
import { stepOf } from '../steps/sequences.ts';
import { neighbourTexts } from '../texts/besideFolders.ts';
import { foreignFileTexts } from '../texts/foreignTexts.ts';
import {
  type ArchiveAim,
  type ArchiveMembers,
  archiveAim,
  archiveArgument,
  archiveOf,
  expectedMembers,
  fileMember,
  folderMember,
  hardLinkMember,
  insistsOnMembers,
  joinTexts,
  linkMember,
} from './archiveAim.ts';
import { beyondPathMax } from './archiveChains.ts';
import { patternAims, waysWithinPatterns } from './archivePatterns.ts';
import { takingIn } from './archiveSequences.ts';
import { archivesSaying } from './archiveWords.ts';
import { areHarmless } from './harmlessArchives.ts';

/** Arguments of a parameter that takes archives; none for another. */
export function archiveProbes(
  knowledge: Knowledge,
  operation: Operation,
  parameter: Parameter,
): readonly Argument[] {
  const aim = archiveAim(aimAt(knowledge, operation, parameter));
  if (aim === null) return [];
  const named = kindByFormat(aim).flatMap((kind) => [
    archivesFor(aim, kind),
    ...patternAims(aim).map((within) => archivesFor(within, kind)),
  ]);
  return inTurn([...named, archivesWithin(aim), archivesSaying(aim)]).map((archive) =>
    archiveArgument(aim, archive),
  );
}

/** Names out of the folder within the patterns of expected ones. */
function archivesWithin(aim: ArchiveAim): readonly Archive[] {
  const expected = expectedMembers(aim);
  return inTurn(
    kindByFormat(aim).map((kind) =>
      waysWithinPatterns(aim)
        .map((members) => archiveOf(kind, 'ustar', [...expected, ...members]))
        .filter((archive) => areHarmless([archive])),
    ),
  );
}

/** Two steps, the last one of the target: a link out of an archive, and a file of the next one through it. */
export function twoArchiveProbes(knowledge: Knowledge, target: Operation): readonly (readonly Step[])[] {
  const { attacker } = knowledge.actors;
  return takingIn(knowledge, [target]).flatMap(({ operation, parameter, aim }) => {
    const [kind = 'tar'] = kindByFormat(aim);
    const [name = 'a'] = aim.names;
    const step = (...members: ArchiveMembers): Step => {
      const archive = archiveOf(kind, 'ustar', [...expectedMembers(aim), ...members]);
      return stepOf(operation, attacker, { [parameter.name]: archiveArgument(aim, archive) });
    };
    const [canary = ''] = moatFileNames;
    return [
      [step(linkMember(name, [placePart('moat')])), step(fileMember(`${name}/${canary}`))],
      [step(linkMember(name, [placePart('moat'), `/${canary}`])), step(fileMember(name))],
      [step(linkMember(name, '..')), step(fileMember(`${name}/${canary}`))],
      [step(linkMember(name, '../..')), step(fileMember(`${name}/${canary}`))],
    ];
  });
}

/** Two steps, the last one of the target: a link out of an archive of any operation, and its name as an argument. */
export function plantedThenNamed(knowledge: Knowledge, target: Operation): readonly (readonly Step[])[] {
  const { attacker } = knowledge.actors;
  const [canary = ''] = moatFileNames;
  const texts = attackable(target).filter(({ kind }) => kind === 'text');
  return takingIn(knowledge, knowledge.operations).flatMap(({ operation, parameter, aim }) => {
    const [kind = 'tar'] = kindByFormat(aim);
    const [name = 'a'] = aim.names;
    const within = aim.taken.folder === undefined ? [''] : [`${aim.taken.folder}/`, ''];
    const planted = (to: Text): Step => {
      const archive = archiveOf(kind, 'ustar', [...expectedMembers(aim), linkMember(name, to)]);
      return stepOf(operation, attacker, { [parameter.name]: archiveArgument(aim, archive) });
    };
    return texts.flatMap((text) =>
      within.flatMap((folderName) => [
        [
          planted(joinTexts(placePart('moat'), `/${canary}`)),
          stepOf(target, attacker, { [text.name]: { text: folderName + name } }),
        ],
        [
          planted([placePart('moat')]),
          stepOf(target, attacker, { [text.name]: { text: `${folderName}${name}/${canary}` } }),
        ],
      ]),
    );
  });
}

/** One kind a format: the plain one where both are read. */
function kindByFormat({ taken }: ArchiveAim): readonly ArchiveKind[] {
  return taken.kinds.filter((kind) => kind !== 'tar.gz' || !taken.kinds.includes('tar'));
}

function archivesFor(aim: ArchiveAim, kind: ArchiveKind): readonly Archive[] {
  const isZip = kind === 'zip';
  const all = [
    ...withNested(landmarks(aim), aim, kind),
    ...mismatchedNames(aim).map((members) => ({ members, dialect: 'pax' as const })),
    ...(isZip ? [] : tarAlone(aim)),
  ];
  const expected = expectedMembers(aim);
  const bare = insistsOnMembers(aim) ? [] : all.slice(0, limits.archivesBareMax);
  return [
    ...all.map(({ members, dialect }) => archiveOf(kind, dialect, [...expected, ...members])),
    ...bare.map(({ members, dialect }) => archiveOf(kind, dialect, members)),
  ];
}

/** Plain archives first, then nested ones, for targets that unpack those too but check the outer names only. */
function withNested(
  shapes: readonly ArchiveShape[],
  { names: [name = 'a', other = 'b'] }: ArchiveAim,
  kind: ArchiveKind,
) {
  const [canary = ''] = moatFileNames;
  const ways = levelsUp.flatMap((count) => [
    fileMember(levelsAbove(count) + canary),
    fileMember(levelsAbove(count) + other),
  ]);
  const nested = ustarShape({
    kind: 'file',
    name: `a.${kind}`,
    content: { archive: archiveOf(kind, 'ustar', [fileMember(name), ...ways]) },
  });
  // Zips of Windows have backslashes, which some targets turn into slashes after they have checked the name.
  const turned = kind === 'zip' ? [ustarShape(fileMember('..\\'.repeat(turnedLevels) + other))] : [];
  return [...shapes.slice(0, nestedFrom), nested, ...turned, ...shapes.slice(nestedFrom)];
}

const nestedFrom = 6;

interface ArchiveShape {
  readonly members: ArchiveMembers;
  readonly dialect: TarDialect;
}

function ustarShape(...members: ArchiveMembers): ArchiveShape {
  return { members, dialect: 'ustar' };
}

const levelsUp: readonly number[] = [1, 2, 3, 4];
/** Out of folders below the tenant's too: a new file shows at any distance, so one member does for all of them. */
const turnedLevels = 5;

function levelsAbove(count: number): string {
  return '../'.repeat(count);
}

/** What both formats can say. */
function landmarks(aim: ArchiveAim): readonly ArchiveShape[] {
  const { names, taken } = aim;
  const [canary = ''] = moatFileNames;
  const [vault = ''] = moatFolderNames;
  const [name = 'a', other = 'b'] = names;
  const moat = placePart('moat');
  const out: Text = joinTexts(moat, `/${canary}`);
  const sibling = placePart('sandboxName');
  const through = (to: Text, below = ''): ArchiveShape =>
    ustarShape(linkMember(name, to), fileMember(joinTexts(name, below)));
  const nextTo =
    taken.folder === undefined
      ? []
      : [
          ustarShape(fileMember(`../${taken.folder}-evil/${name}`)),
          ustarShape(fileMember(`../${taken.folder}x`)),
        ];
  return [
    ustarShape(fileMember(levelsAbove(1) + canary)),
    ustarShape(fileMember(joinTexts(moat, `/${canary}`))),
    through(out),
    through([moat], `/${canary}`),
    ustarShape(fileMember(levelsAbove(2) + canary)),
    ustarShape(fileMember(joinTexts(levelsAbove(1), sibling, `-evil/${canary}`))),
    ...nextTo,
    ...[...foreignFileTexts(aim), ...neighbourTexts(aim)].map((name) => ustarShape(fileMember(name))),
    ...decoyFolders(aim).map((to) => through(to, `/${canary}`)),
    through(levelsAbove(1) + canary),
    through('..', `/${canary}`),
    ustarShape(linkMember(name, [moat])),
    ustarShape(fileMember(levelsAbove(1) + other)),
    ustarShape(fileMember(joinTexts(moat, `/${other}`))),
    ustarShape(fileMember(joinTexts(levelsAbove(1), sibling, 'x'))),
    ...levelsUp.slice(2).map((count) => ustarShape(fileMember(levelsAbove(count) + canary))),
    ...levelsUp.slice(1).map((count) => ustarShape(fileMember(levelsAbove(count) + other))),
    through('../..', `/${canary}`),
    through('../../..', `/${canary}`),
    through(levelsAbove(2) + canary),
    ustarShape(fileMember(joinTexts(levelsAbove(2), sibling, `-evil/${canary}`))),
    ustarShape(fileMember(joinTexts(placePart('sandbox'), `-evil/${canary}`))),
    ustarShape(fileMember(levelsAbove(1) + canary, 0o777)),
    ustarShape(folderMember(levelsAbove(1) + vault, 0o777)),
    ustarShape(folderMember(levelsAbove(2) + vault, 0o777)),
    ustarShape(linkMember(name, [moat]), folderMember(name, 0o777)),
    through(joinTexts(moat, `/${other}`)),
    ustarShape(linkMember(name, '../..')),
    ustarShape(linkMember('c', '.'), linkMember('p', 'c/..'), fileMember(`p/${canary}`)),
    ustarShape(linkMember('p', 'c/..'), linkMember('c', '.'), fileMember(`p/${canary}`)),
    ustarShape(linkMember('c', '.'), linkMember('c/p', '..'), fileMember(`p/${canary}`)),
    ustarShape(fileMember(name), linkMember(name, out), fileMember(name)),
    ustarShape(fileMember(`${name}/../../${canary}`)),
    ustarShape(fileMember(`..\\${canary}`)),
  ];
}

function mismatchedNames({ names: [name = 'a'] }: ArchiveAim): readonly ArchiveMembers[] {
  const [canary = ''] = moatFileNames;
  return [
    [withOtherName(fileMember(levelsAbove(1) + canary), name)],
    [withOtherName(fileMember(name), levelsAbove(1) + canary)],
    [withOtherName(fileMember(levelsAbove(2) + canary), name)],
    [withOtherName(fileMember(name), levelsAbove(2) + canary)],
  ];
}

function withOtherName(member: Member, otherName: string): Member {
  return { ...member, otherName };
}

/** Hard links, and what takes long names. */
function tarAlone({ names: [name = 'a', other = 'b'] }: ArchiveAim): readonly ArchiveShape[] {
  const [canary = ''] = moatFileNames;
  const out = joinTexts(placePart('moat'), `/${canary}`);
  return [
    ustarShape(hardLinkMember(name, levelsAbove(1) + canary), fileMember(name)),
    ustarShape(hardLinkMember(name, levelsAbove(1) + canary)),
    ustarShape(hardLinkMember(name, out), fileMember(name)),
    ustarShape(hardLinkMember(name, levelsAbove(2) + canary), fileMember(name)),
    ustarShape(linkMember(other, out), hardLinkMember(name, other), fileMember(name)),
    ustarShape(linkMember(other, levelsAbove(1) + canary), hardLinkMember(name, other), fileMember(name)),
    ustarShape(hardLinkMember(name, levelsAbove(1) + canary, 0o777)),
    ustarShape(linkMember('p', 'c/..'), folderMember('p', 0o777), linkMember('c', '.')),
    { members: beyondPathMax(1, `/${canary}`), dialect: 'pax' },
    { members: beyondPathMax(2, `/${canary}`), dialect: 'gnu' },
  ];
}
