/**
 * Hostile archives: the `archive.` classes that a single archive can carry. Member names come from the pool that all generators
 * share, so that `../secret.txt` meets a canary, and a member the link of another.
 */
import fc from 'fast-check';
import type { Archive } from '../../model/archive.ts';
import type { AttackClass } from '../../model/attackClass.ts';
import type { Text } from '../../model/text.ts';
import { type Aim, absolutePaths, climb, someName, tail } from '../base/aim.ts';
import { oneOf, phrase, placePart, weighted } from '../base/phrase.ts';
import { moatFileNames, moatFolderNames, siblingSuffixes } from '../base/pool.ts';
import type { Recogniser } from '../base/sent.ts';
import { repeatUnit } from '../texts/paths.ts';
import {
  type ArchiveAim,
  type ArchiveMembers,
  archiveAim,
  archiveOf,
  fileMember,
  fileOut,
  folderMember,
  folderOut,
  hardLinkMember,
  joinTexts,
  linkMember,
  readableArchives,
  ups,
} from './archiveAim.ts';
import { chainedMembers } from './archiveChains.ts';
import * as recognise from './archiveRecognisers.ts';
import { archiveSaying } from './archiveWords.ts';

export interface ArchiveGenerator extends Recogniser {
  readonly class: AttackClass;
  readonly weight: number;
  readonly arbitrary: (aim: ArchiveAim) => fc.Arbitrary<Archive>;
}

export const archiveGenerators: readonly ArchiveGenerator[] = [
  row(
    'archive.member-dotdot',
    30,
    (aim) => readableArchives(aim, singleMember(namedMember(climbingNames(aim)))),
    recognise.hasClimbingName,
  ),
  row(
    'archive.member-absolute',
    14,
    (aim) => readableArchives(aim, singleMember(namedMember(absolutePaths(aim)))),
    recognise.isAbsolute,
  ),
  row(
    'archive.member-backslash',
    4,
    (aim) => readableArchives(aim, singleMember(namedMember(backslashed(aim)))),
    recognise.hasBackslash,
  ),
  row(
    'archive.member-sibling',
    14,
    (aim) => readableArchives(aim, siblingMembers(aim)),
    recognise.namesSibling,
  ),
  row('archive.link-out', 8, (aim) => readableArchives(aim, linkOutMembers(aim)), recognise.hasLinkOut),
  row(
    'archive.link-then-write',
    26,
    (aim) => readableArchives(aim, writtenThrough(aim)),
    recognise.writesThroughLink,
  ),
  row('archive.hard-then-write', 12, (aim) => readableArchives(aim, hardLinked(aim)), recognise.linksHard),
  row(
    'archive.chain',
    12,
    (aim) => readableArchives(aim, chainedMembers(aim), ['ustar', 'pax', 'gnu']),
    recognise.isChain,
  ),
  row('archive.duplicate', 8, (aim) => readableArchives(aim, twinMembers(aim)), recognise.hasTwins),
  row('archive.metadata', 12, (aim) => readableArchives(aim, withModes(aim)), recognise.changesModes),
  row(
    'archive.header-mismatch',
    8,
    (aim) => readableArchives(aim, mismatched(aim), ['pax', 'gnu']),
    recognise.hasMismatch,
  ),
  row('archive.nested', 4, nested, recognise.isNested),
  row('archive.type', 2, (aim) => readableArchives(aim, specialMembers(aim)), recognise.hasSpecial),
];

function row(
  id: AttackClass,
  weight: number,
  arbitrary: ArchiveGenerator['arbitrary'],
  recognises: ArchiveGenerator['recognises'],
): ArchiveGenerator {
  return { class: id, weight, arbitrary, recognises };
}

/** Hostile archives of all classes for one parameter; null where it takes none. */
export function hostileArchive(aim: Aim): fc.Arbitrary<Archive> | null {
  const aimed = archiveAim(aim);
  if (aimed === null) return null;
  return weighted([
    ...archiveGenerators.map(({ weight, arbitrary }) => ({ weight, arbitrary: arbitrary(aimed) })),
    { weight: 80, arbitrary: archiveSaying(aimed) },
  ]);
}

function singleMember(member: fc.Arbitrary<ArchiveMembers[number]>): fc.Arbitrary<ArchiveMembers> {
  return member.map((one) => [one]);
}

/** A file under the name, at times a folder. */
function namedMember(name: fc.Arbitrary<Text>): fc.Arbitrary<ArchiveMembers[number]> {
  return fc
    .tuple(name, oneOf(fileMember, fileMember, fileMember, fileMember, folderMember))
    .map(([drawn, kind]) => kind(drawn));
}

/** `..` in front, behind a name, in the middle. */
export function climbingNames(aim: ArchiveAim): fc.Arbitrary<Text> {
  return fc.oneof(
    { weight: 8, arbitrary: phrase(ups(), tail(aim)) },
    { weight: 2, arbitrary: phrase(someName(aim), '/../', ups(7), tail(aim)) },
    { weight: 1, arbitrary: phrase('./', ups(), tail(aim)) },
  );
}

function backslashed(aim: ArchiveAim): fc.Arbitrary<Text> {
  const up = repeatUnit('..\\', climb());
  return fc.oneof(
    phrase(up, someName(aim)),
    phrase('a\\', up, oneOf(...moatFileNames)),
    phrase('\\', someName(aim)),
  );
}

/** Beside the folder, under a name that starts like the folder's own. */
export function siblingNames(aim: ArchiveAim): fc.Arbitrary<Text> {
  const suffix = oneOf(...siblingSuffixes);
  const name = fc.constantFrom(...moatFileNames, ...aim.names);
  const { folder: learnt } = aim.taken;
  const drawn = weighted<Text>([
    { weight: 4, arbitrary: phrase(ups(4), placePart('sandboxName'), suffix, '/', name) },
    { weight: 2, arbitrary: phrase(ups(4), placePart('sandboxName'), 'x') },
    { weight: 2, arbitrary: phrase(placePart('sandbox'), suffix, '/', name) },
    { weight: 1, arbitrary: learnt === undefined ? null : phrase('../', learnt, suffix, '/', someName(aim)) },
    { weight: 1, arbitrary: learnt === undefined ? null : phrase('../', learnt, 'x') },
  ]);
  return drawn ?? phrase(placePart('sandbox'), suffix, '/', name);
}

function siblingMembers(aim: ArchiveAim): fc.Arbitrary<ArchiveMembers> {
  const suffix = oneOf(...siblingSuffixes);
  const through = fc
    .tuple(someName(aim), phrase(ups(4), placePart('sandboxName'), suffix), oneOf(...moatFileNames))
    .map(([name, to, target]) => [linkMember(name, to), fileMember(`${name}/${target}`)]);
  return fc.oneof(
    { weight: 4, arbitrary: singleMember(namedMember(siblingNames(aim))) },
    { weight: 1, arbitrary: through },
  );
}

function linkOutMembers(aim: ArchiveAim): fc.Arbitrary<ArchiveMembers> {
  return fc
    .tuple(someName(aim), fc.oneof(fileOut(aim), folderOut(aim)))
    .map(([name, to]) => [linkMember(name, to)]);
}

/** A link, then a member that is written through it: the link itself, or something below it. */
function writtenThrough(aim: ArchiveAim): fc.Arbitrary<ArchiveMembers> {
  const through = (name: string, to: Text, rest: Text) => [
    linkMember(name, to),
    fileMember(joinTexts(name, rest)),
  ];
  const final = fc.tuple(someName(aim), fileOut(aim)).map(([name, to]) => through(name, to, ''));
  const parent = fc
    .tuple(someName(aim), folderOut(aim), fc.oneof(oneOf(...moatFileNames), someName(aim), tail(aim)))
    .map(([name, to, below]) => through(name, to, joinTexts('/', below)));
  return fc.oneof(final, parent);
}

/** A hard link to a file outside or to a link, and at times a member that is written over it. */
function hardLinked(aim: ArchiveAim): fc.Arbitrary<ArchiveMembers> {
  const [name = 'a', other = 'b'] = aim.names;
  return fc
    .tuple(fileOut(aim), oneOf('alone', 'written', 'written', 'to-link', 'to-link-written'))
    .map(([to, how]) => {
      const toLink = how.startsWith('to-link');
      const before = toLink
        ? [linkMember(other, to), hardLinkMember(name, other)]
        : [hardLinkMember(name, to)];
      return how.endsWith('written') ? [...before, fileMember(name)] : before;
    });
}

/** The same name twice: as link and file, in other letters, in another Unicode form, with a slash behind. */
function twinMembers(aim: ArchiveAim): fc.Arbitrary<ArchiveMembers> {
  const pairs: readonly (readonly [string, string])[] = [
    ['a', 'a'],
    ['a', 'A'],
    ['a', './a'],
    ['a', 'a/'],
    ['\u00e9', 'e\u0301'],
    ['\ufb01', 'fi'],
  ];
  const shape = oneOf('file-link-file', 'link-file', 'link-below', 'folder-link-below');
  return fc
    .tuple(oneOf(...pairs), shape, fileOut(aim), folderOut(aim))
    .map(([[one, twin], how, out, above]) => {
      const below = [linkMember(one, above), fileMember(`${twin}/${aim.names[0] ?? 'a'}`)];
      if (how === 'file-link-file') return [fileMember(one), linkMember(twin, out), fileMember(one)];
      if (how === 'link-file') return [linkMember(one, out), fileMember(twin)];
      return how === 'link-below' ? [...below, folderMember(twin)] : [folderMember(twin), ...below];
    });
}

export const modes: readonly number[] = [0o777, 0o700, 0o400, 0o4755, 0o2777, 0o1777];

/** Modes that are set outside: by the member's name, through a link, on a file that a hard link shares. */
function withModes(aim: ArchiveAim): fc.Arbitrary<ArchiveMembers> {
  const [name = 'a'] = aim.names;
  const vault = phrase(ups(), oneOf(...moatFolderNames));
  const mode = oneOf(...modes);
  return fc.oneof(
    fc.tuple(phrase(ups(), oneOf(...moatFileNames)), mode).map(([out, m]) => [fileMember(out, m)]),
    fc.tuple(fc.oneof(vault, ups(7)), mode).map(([out, m]) => [folderMember(out, m)]),
    fc.tuple(folderOut(aim), mode).map(([to, m]) => [linkMember(name, to), folderMember(name, m)]),
    fc.tuple(fileOut(aim), mode).map(([to, m]) => [linkMember(name, to), fileMember(name, m)]),
    fc.tuple(fileOut(aim), mode).map(([to, m]) => [hardLinkMember(name, to, m)]),
    fc.tuple(folderOut(aim), mode).map(([to, m]) => [folderMember(name, m), linkMember(name, to)]),
  );
}

/** Two names for one member, of which one is harmless; or a name that ends early for some readers. */
function mismatched(aim: ArchiveAim): fc.Arbitrary<ArchiveMembers> {
  const hostile = fc.oneof(climbingNames(aim), absolutePaths(aim), siblingNames(aim));
  return fc
    .tuple(someName(aim), hostile, oneOf('name', 'other', 'other', 'nul-before', 'nul-behind'))
    .map(([name, out, which]) => {
      if (which === 'name') return [{ ...fileMember(out), otherName: name }];
      if (which === 'other') return [{ ...fileMember(name), otherName: out }];
      return [
        fileMember(which === 'nul-before' ? joinTexts(out, '\0', name) : joinTexts(name, '\0/', '../', name)),
      ];
    });
}

/** An archive within the archive, for targets that go on unpacking. */
function nested(aim: ArchiveAim): fc.Arbitrary<Archive> {
  const inner = fc.tuple(oneOf(...aim.taken.kinds), climbingNames(aim)).map(([kind, name]) => {
    return { kind, archive: archiveOf(kind, 'ustar', [fileMember(name)]) };
  });
  return readableArchives(
    aim,
    inner.map(({ kind, archive }) => [{ kind: 'file', name: `a.${kind}`, content: { archive } }]),
  );
}

const zeroBytes: readonly number[] = [65_536, 1_048_576];

/** Members that are no plain files, and files that unpack to far more than their size. */
function specialMembers(aim: ArchiveAim): fc.Arbitrary<ArchiveMembers> {
  const name = fc.oneof(someName(aim), phrase(ups(), someName(aim)));
  return fc.tuple(name, oneOf('fifo', 'device', 'zeros'), oneOf(...zeroBytes)).map(([drawn, kind, zeros]) => {
    if (kind === 'zeros') return [{ kind: 'file', name: drawn, content: { zeros } }];
    return [{ kind: kind === 'fifo' ? 'fifo' : 'device', name: drawn }];
  });
}
