/**
 * The archives that are tried first: for each format one of every telling shape, at each distance that is usual, the
 * likeliest first. Finite, in a fixed order.
 */

import type { Archive, ArchiveKind, Member, TarDialect } from '../../model/archive.ts';
import type { Argument, Step } from '../../model/attack.ts';
import { limits } from '../../model/limits.ts';
import type { Knowledge, Operation, Parameter } from '../../model/operation.ts';
import type { Text } from '../../model/text.ts';
import { aimAt, attackable } from '../base/aim.ts';
import { inTurn } from '../base/inTurn.ts';
import { place } from '../base/phrase.ts';
import { moatFileNames, moatFolderNames } from '../base/pool.ts';
import { decoyFolders } from '../layouts/decoys.ts';
import { stepOf } from '../steps/sequences.ts';
import { neighbours } from '../texts/besideFolders.ts';
import { foreignFiles } from '../texts/foreignTexts.ts';
import {
  type ArchiveAim,
  archiveAim,
  archiveArgument,
  archiveOf,
  expectedMembers,
  file,
  folder,
  hardLink,
  insistsOnMembers,
  joined,
  link,
  type Members,
} from './archiveAim.ts';
import { beyondPathMax } from './archiveChains.ts';
import { takingIn } from './archiveSequences.ts';
import { archivesSaying } from './archiveWords.ts';

/** Arguments of a parameter that takes archives; none for another. */
export function archiveProbes(
  knowledge: Knowledge,
  operation: Operation,
  parameter: Parameter,
): readonly Argument[] {
  const aim = archiveAim(aimAt(knowledge, operation, parameter));
  if (aim === null) return [];
  const named = formats(aim).map((kind) => archivesFor(aim, kind));
  return inTurn([...named, archivesSaying(aim)]).map((archive) => archiveArgument(aim, archive));
}

/** Two steps, the last one of the target: a link out of an archive, and a file of the next one through it. */
export function twoArchiveProbes(knowledge: Knowledge, target: Operation): readonly (readonly Step[])[] {
  const { attacker } = knowledge;
  return takingIn(knowledge, [target]).flatMap(({ operation, parameter, aim }) => {
    const [kind = 'tar'] = formats(aim);
    const [name = 'a'] = aim.names;
    const step = (...members: Members): Step => {
      const archive = archiveOf(kind, 'ustar', [...expectedMembers(aim), ...members]);
      return stepOf(operation, attacker, { [parameter.name]: archiveArgument(aim, archive) });
    };
    const [canary = ''] = moatFileNames;
    return [
      [step(link(name, [place('moat')])), step(file(`${name}/${canary}`))],
      [step(link(name, [place('moat'), `/${canary}`])), step(file(name))],
      [step(link(name, '..')), step(file(`${name}/${canary}`))],
      [step(link(name, '../..')), step(file(`${name}/${canary}`))],
    ];
  });
}

/** Two steps, the last one of the target: a link out of an archive of any operation, and its name as an argument. */
export function plantedThenNamed(knowledge: Knowledge, target: Operation): readonly (readonly Step[])[] {
  const { attacker } = knowledge;
  const [canary = ''] = moatFileNames;
  const texts = attackable(target).filter(({ kind }) => kind === 'text');
  return takingIn(knowledge, knowledge.operations).flatMap(({ operation, parameter, aim }) => {
    const [kind = 'tar'] = formats(aim);
    const [name = 'a'] = aim.names;
    const within = aim.taken.folder === undefined ? [''] : [`${aim.taken.folder}/`, ''];
    const planted = (to: Text): Step => {
      const archive = archiveOf(kind, 'ustar', [...expectedMembers(aim), link(name, to)]);
      return stepOf(operation, attacker, { [parameter.name]: archiveArgument(aim, archive) });
    };
    return texts.flatMap((text) =>
      within.flatMap((folderName) => [
        [
          planted(joined(place('moat'), `/${canary}`)),
          stepOf(target, attacker, { [text.name]: { text: folderName + name } }),
        ],
        [
          planted([place('moat')]),
          stepOf(target, attacker, { [text.name]: { text: `${folderName}${name}/${canary}` } }),
        ],
      ]),
    );
  });
}

/** One kind a format: the plain one where both are read. */
function formats({ taken }: ArchiveAim): readonly ArchiveKind[] {
  return taken.kinds.filter((kind) => kind !== 'tar.gz' || !taken.kinds.includes('tar'));
}

function archivesFor(aim: ArchiveAim, kind: ArchiveKind): readonly Archive[] {
  const isZip = kind === 'zip';
  const all = [
    ...withNested(landmarks(aim), aim, kind),
    ...mismatches(aim).map((members) => ({ members, dialect: 'pax' as const })),
    ...(isZip ? [] : tarAlone(aim)),
  ];
  const expected = expectedMembers(aim);
  const bare = insistsOnMembers(aim) ? [] : all.slice(0, limits.archivesBareMax);
  return [
    ...all.map(({ members, dialect }) => archiveOf(kind, dialect, [...expected, ...members])),
    ...bare.map(({ members, dialect }) => archiveOf(kind, dialect, members)),
  ];
}

/** Plain ways first, then what lies in an archive within, for targets that go on unpacking and look at the outer names alone. */
function withNested(
  shapes: readonly Shape[],
  { names: [name = 'a', other = 'b'] }: ArchiveAim,
  kind: ArchiveKind,
) {
  const [canary = ''] = moatFileNames;
  const ways = levels.flatMap((count) => [file(up(count) + canary), file(up(count) + other)]);
  const nested = plain({
    kind: 'file',
    name: `a.${kind}`,
    content: { archive: archiveOf(kind, 'ustar', [file(name), ...ways]) },
  });
  return [...shapes.slice(0, nestedFrom), nested, ...shapes.slice(nestedFrom)];
}

const nestedFrom = 6;

interface Shape {
  readonly members: Members;
  readonly dialect: TarDialect;
}

function plain(...members: Members): Shape {
  return { members, dialect: 'ustar' };
}

const levels: readonly number[] = [1, 2, 3, 4];

function up(count: number): string {
  return '../'.repeat(count);
}

/** What both formats can say. */
function landmarks(aim: ArchiveAim): readonly Shape[] {
  const { names, taken } = aim;
  const [canary = ''] = moatFileNames;
  const [vault = ''] = moatFolderNames;
  const [name = 'a', other = 'b'] = names;
  const moat = place('moat');
  const out: Text = joined(moat, `/${canary}`);
  const sibling = place('sandboxName');
  const through = (to: Text, below = ''): Shape => plain(link(name, to), file(joined(name, below)));
  const nextTo =
    taken.folder === undefined
      ? []
      : [plain(file(`../${taken.folder}-evil/${name}`)), plain(file(`../${taken.folder}x`))];
  return [
    plain(file(up(1) + canary)),
    plain(file(joined(moat, `/${canary}`))),
    through(out),
    through([moat], `/${canary}`),
    plain(file(up(2) + canary)),
    plain(file(joined(up(1), sibling, `-evil/${canary}`))),
    ...nextTo,
    ...[...foreignFiles(aim), ...neighbours(aim)].map((name) => plain(file(name))),
    ...decoyFolders(aim).map((to) => through(to, `/${canary}`)),
    through(up(1) + canary),
    through('..', `/${canary}`),
    plain(link(name, [moat])),
    plain(file(up(1) + other)),
    plain(file(joined(moat, `/${other}`))),
    plain(file(joined(up(1), sibling, 'x'))),
    ...levels.slice(2).map((count) => plain(file(up(count) + canary))),
    ...levels.slice(1).map((count) => plain(file(up(count) + other))),
    through('../..', `/${canary}`),
    through('../../..', `/${canary}`),
    through(up(2) + canary),
    plain(file(joined(up(2), sibling, `-evil/${canary}`))),
    plain(file(joined(place('sandbox'), `-evil/${canary}`))),
    plain(file(up(1) + canary, 0o777)),
    plain(folder(up(1) + vault, 0o777)),
    plain(folder(up(2) + vault, 0o777)),
    plain(link(name, [moat]), folder(name, 0o777)),
    through(joined(moat, `/${other}`)),
    plain(link(name, '../..')),
    plain(link('c', '.'), link('p', 'c/..'), file(`p/${canary}`)),
    plain(link('p', 'c/..'), link('c', '.'), file(`p/${canary}`)),
    plain(link('c', '.'), link('c/p', '..'), file(`p/${canary}`)),
    plain(file(name), link(name, out), file(name)),
    plain(file(`${name}/../../${canary}`)),
    plain(file(`..\\${canary}`)),
  ];
}

function mismatches({ names: [name = 'a'] }: ArchiveAim): readonly Members[] {
  const [canary = ''] = moatFileNames;
  return [
    [named(file(up(1) + canary), name)],
    [named(file(name), up(1) + canary)],
    [named(file(up(2) + canary), name)],
    [named(file(name), up(2) + canary)],
  ];
}

function named(member: Member, otherName: string): Member {
  return { ...member, otherName };
}

/** Hard links, and what takes long names. */
function tarAlone({ names: [name = 'a', other = 'b'] }: ArchiveAim): readonly Shape[] {
  const [canary = ''] = moatFileNames;
  const out = joined(place('moat'), `/${canary}`);
  return [
    plain(hardLink(name, up(1) + canary), file(name)),
    plain(hardLink(name, up(1) + canary)),
    plain(hardLink(name, out), file(name)),
    plain(hardLink(name, up(2) + canary), file(name)),
    plain(link(other, out), hardLink(name, other), file(name)),
    plain(link(other, up(1) + canary), hardLink(name, other), file(name)),
    plain(hardLink(name, up(1) + canary, 0o777)),
    plain(link('p', 'c/..'), folder('p', 0o777), link('c', '.')),
    { members: beyondPathMax(1, `/${canary}`), dialect: 'pax' },
    { members: beyondPathMax(2, `/${canary}`), dialect: 'gnu' },
  ];
}
