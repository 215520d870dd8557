/**
 * Hostile archives: the `archive.` classes that a single archive carries. Members are named from the same pool as
 * everything else, so that they meet canaries that exist, free names, and the links of other members.
 */
import fc from 'fast-check';
import type { Archive } from '../../model/archive.ts';
import type { AttackClass } from '../../model/attackClass.ts';
import type { Text } from '../../model/text.ts';
import { type Aim, absolute, climb, nameIn, tail } from '../base/aim.ts';
import { oneOf, phrase, place, weighted } from '../base/phrase.ts';
import { moatFileNames, moatFolderNames, siblingSuffixes } from '../base/pool.ts';
import type { Recogniser } from '../base/sent.ts';
import { repeated } from '../texts/paths.ts';
import {
  type ArchiveAim,
  archiveAim,
  archiveOf,
  archivesOf,
  file,
  fileOut,
  folder,
  folderOut,
  hardLink,
  joined,
  link,
  type Members,
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
  row('archive.member-dotdot', 30, (aim) => archivesOf(aim, single(named(climbing(aim)))), recognise.climbs),
  row(
    'archive.member-absolute',
    14,
    (aim) => archivesOf(aim, single(named(absolute(aim)))),
    recognise.isAbsolute,
  ),
  row(
    'archive.member-backslash',
    4,
    (aim) => archivesOf(aim, single(named(backslashed(aim)))),
    recognise.hasBackslash,
  ),
  row('archive.member-sibling', 14, (aim) => archivesOf(aim, siblings(aim)), recognise.namesSibling),
  row('archive.link-out', 8, (aim) => archivesOf(aim, linksOut(aim)), recognise.linksOut),
  row(
    'archive.link-then-write',
    26,
    (aim) => archivesOf(aim, writtenThrough(aim)),
    recognise.writesThroughLink,
  ),
  row('archive.hard-then-write', 12, (aim) => archivesOf(aim, hardLinked(aim)), recognise.linksHard),
  row(
    'archive.chain',
    12,
    (aim) => archivesOf(aim, chainedMembers(aim), ['ustar', 'pax', 'gnu']),
    recognise.isChain,
  ),
  row('archive.duplicate', 8, (aim) => archivesOf(aim, twins(aim)), recognise.hasTwins),
  row('archive.metadata', 12, (aim) => archivesOf(aim, withModes(aim)), recognise.changesModes),
  row(
    'archive.header-mismatch',
    8,
    (aim) => archivesOf(aim, mismatched(aim), ['pax', 'gnu']),
    recognise.mismatches,
  ),
  row('archive.nested', 4, nested, recognise.isNested),
  row('archive.type', 2, (aim) => archivesOf(aim, special(aim)), recognise.hasSpecial),
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

function single(member: fc.Arbitrary<Members[number]>): fc.Arbitrary<Members> {
  return member.map((one) => [one]);
}

/** A file under the name, at times a folder. */
function named(name: fc.Arbitrary<Text>): fc.Arbitrary<Members[number]> {
  return fc.tuple(name, oneOf(file, file, file, file, folder)).map(([drawn, kind]) => kind(drawn));
}

/** `..` in front, behind a name, in the middle. */
export function climbing(aim: ArchiveAim): fc.Arbitrary<Text> {
  return fc.oneof(
    { weight: 8, arbitrary: phrase(ups(), tail(aim)) },
    { weight: 2, arbitrary: phrase(nameIn(aim), '/../', ups(7), tail(aim)) },
    { weight: 1, arbitrary: phrase('./', ups(), tail(aim)) },
  );
}

function backslashed(aim: ArchiveAim): fc.Arbitrary<Text> {
  const up = repeated('..\\', climb());
  return fc.oneof(
    phrase(up, nameIn(aim)),
    phrase('a\\', up, oneOf(...moatFileNames)),
    phrase('\\', nameIn(aim)),
  );
}

/** Beside the folder, under a name that starts like the folder's own. */
export function siblingNames(aim: ArchiveAim): fc.Arbitrary<Text> {
  const suffix = oneOf(...siblingSuffixes);
  const name = fc.constantFrom(...moatFileNames, ...aim.names);
  const { folder: learnt } = aim.taken;
  const drawn = weighted<Text>([
    { weight: 4, arbitrary: phrase(ups(4), place('sandboxName'), suffix, '/', name) },
    { weight: 2, arbitrary: phrase(ups(4), place('sandboxName'), 'x') },
    { weight: 2, arbitrary: phrase(place('sandbox'), suffix, '/', name) },
    { weight: 1, arbitrary: learnt === undefined ? null : phrase('../', learnt, suffix, '/', nameIn(aim)) },
    { weight: 1, arbitrary: learnt === undefined ? null : phrase('../', learnt, 'x') },
  ]);
  return drawn ?? phrase(place('sandbox'), suffix, '/', name);
}

function siblings(aim: ArchiveAim): fc.Arbitrary<Members> {
  const suffix = oneOf(...siblingSuffixes);
  const through = fc
    .tuple(nameIn(aim), phrase(ups(4), place('sandboxName'), suffix), oneOf(...moatFileNames))
    .map(([name, to, target]) => [link(name, to), file(`${name}/${target}`)]);
  return fc.oneof(
    { weight: 4, arbitrary: single(named(siblingNames(aim))) },
    { weight: 1, arbitrary: through },
  );
}

function linksOut(aim: ArchiveAim): fc.Arbitrary<Members> {
  return fc.tuple(nameIn(aim), fc.oneof(fileOut(aim), folderOut(aim))).map(([name, to]) => [link(name, to)]);
}

/** A link, then a member that is written through it: the link itself, or something below it. */
function writtenThrough(aim: ArchiveAim): fc.Arbitrary<Members> {
  const through = (name: string, to: Text, rest: Text) => [link(name, to), file(joined(name, rest))];
  const final = fc.tuple(nameIn(aim), fileOut(aim)).map(([name, to]) => through(name, to, ''));
  const parent = fc
    .tuple(nameIn(aim), folderOut(aim), fc.oneof(oneOf(...moatFileNames), nameIn(aim), tail(aim)))
    .map(([name, to, below]) => through(name, to, joined('/', below)));
  return fc.oneof(final, parent);
}

/** A hard link to a file outside or to a link, and at times a member that is written over it. */
function hardLinked(aim: ArchiveAim): fc.Arbitrary<Members> {
  const [name = 'a', other = 'b'] = aim.names;
  return fc
    .tuple(fileOut(aim), oneOf('alone', 'written', 'written', 'to-link', 'to-link-written'))
    .map(([to, how]) => {
      const toLink = how.startsWith('to-link');
      const before = toLink ? [link(other, to), hardLink(name, other)] : [hardLink(name, to)];
      return how.endsWith('written') ? [...before, file(name)] : before;
    });
}

/** The same name twice: as link and file, in other letters, in another Unicode form, with a slash behind. */
function twins(aim: ArchiveAim): fc.Arbitrary<Members> {
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
      const below = [link(one, above), file(`${twin}/${aim.names[0] ?? 'a'}`)];
      if (how === 'file-link-file') return [file(one), link(twin, out), file(one)];
      if (how === 'link-file') return [link(one, out), file(twin)];
      return how === 'link-below' ? [...below, folder(twin)] : [folder(twin), ...below];
    });
}

export const modes: readonly number[] = [0o777, 0o700, 0o400, 0o4755, 0o2777, 0o1777];

/** Modes that are set outside: by the member's name, through a link, on a file that a hard link shares. */
function withModes(aim: ArchiveAim): fc.Arbitrary<Members> {
  const [name = 'a'] = aim.names;
  const vault = phrase(ups(), oneOf(...moatFolderNames));
  const mode = oneOf(...modes);
  return fc.oneof(
    fc.tuple(phrase(ups(), oneOf(...moatFileNames)), mode).map(([out, m]) => [file(out, m)]),
    fc.tuple(fc.oneof(vault, ups(7)), mode).map(([out, m]) => [folder(out, m)]),
    fc.tuple(folderOut(aim), mode).map(([to, m]) => [link(name, to), folder(name, m)]),
    fc.tuple(fileOut(aim), mode).map(([to, m]) => [link(name, to), file(name, m)]),
    fc.tuple(fileOut(aim), mode).map(([to, m]) => [hardLink(name, to, m)]),
    fc.tuple(folderOut(aim), mode).map(([to, m]) => [folder(name, m), link(name, to)]),
  );
}

/** Two names for one member, of which one is harmless; or a name that ends early for some readers. */
function mismatched(aim: ArchiveAim): fc.Arbitrary<Members> {
  const hostile = fc.oneof(climbing(aim), absolute(aim), siblingNames(aim));
  return fc
    .tuple(nameIn(aim), hostile, oneOf('name', 'other', 'other', 'nul-before', 'nul-behind'))
    .map(([name, out, which]) => {
      if (which === 'name') return [{ ...file(out), otherName: name }];
      if (which === 'other') return [{ ...file(name), otherName: out }];
      return [file(which === 'nul-before' ? joined(out, '\0', name) : joined(name, '\0/', '../', name))];
    });
}

/** An archive within the archive, for targets that go on unpacking. */
function nested(aim: ArchiveAim): fc.Arbitrary<Archive> {
  const inner = fc.tuple(oneOf(...aim.taken.kinds), climbing(aim)).map(([kind, name]) => {
    return { kind, archive: archiveOf(kind, 'ustar', [file(name)]) };
  });
  return archivesOf(
    aim,
    inner.map(({ kind, archive }) => [{ kind: 'file', name: `a.${kind}`, content: { archive } }]),
  );
}

const zeroBytes: readonly number[] = [65_536, 1_048_576];

/** What is no plain file, and files that unpack to far more than they take. */
function special(aim: ArchiveAim): fc.Arbitrary<Members> {
  const name = fc.oneof(nameIn(aim), phrase(ups(), nameIn(aim)));
  return fc.tuple(name, oneOf('fifo', 'device', 'zeros'), oneOf(...zeroBytes)).map(([drawn, kind, zeros]) => {
    if (kind === 'zeros') return [{ kind: 'file', name: drawn, content: { zeros } }];
    return [{ kind: kind === 'fifo' ? 'fifo' : 'device', name: drawn }];
  });
}
