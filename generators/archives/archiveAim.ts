/**
 * The aim of an archive at one parameter: usable names of members, the formats that the target reads, members that it expects
 * (`manifest.json`), and the paths that exist there.
 */
import fc from 'fast-check';
import {
  type Archive,
  type ArchiveKind,
  archiveFileName,
  archiveTypes,
  filledMembers,
  type Member,
  plainArchive,
  type TarDialect,
} from '../../model/archive.ts';
import type { Argument } from '../../model/attack.ts';
import { type ArchiveTaken, harmlessMembers } from '../../model/operation.ts';
import { type Text, type TextPart, textOf } from '../../model/text.ts';
import { type Aim, climb, existingPlaces, foreignPaths } from '../base/aim.ts';
import { phrase, placePart, weighted } from '../base/phrase.ts';
import { moatFileNames, moatFolderNames, plainNames, siblingSuffixes } from '../base/pool.ts';
import { decoyFolder } from '../layouts/decoys.ts';
import { repeatUnit } from '../texts/paths.ts';
import { areHarmless } from './harmlessArchives.ts';

export interface ArchiveAim extends Aim {
  readonly taken: ArchiveTaken;
}

/** The same aim, its names such as members have; null for a parameter that takes no archive. */
export function archiveAim(aim: Aim): ArchiveAim | null {
  const taken = aim.parameter.archive;
  if (taken === undefined) return null;
  const extension = /[^./](\.[A-Za-z0-9]{1,5})$/.exec(Object.keys(taken.members)[0] ?? '')?.[1] ?? '';
  const names = [...plainNames.map((name) => name + extension), ...plainNames.slice(0, 2)];
  return { ...aim, taken, extension, names: [...new Set(names)] };
}

/** A text out of texts and parts. */
export function joinTexts(...parts: readonly (Text | TextPart)[]): Text {
  return textOf(parts.flat());
}

export function fileMember(name: Text, mode?: number): Member {
  return { kind: 'file', name, content: { text: 'planted' }, ...(mode === undefined ? {} : { mode }) };
}

export function folderMember(name: Text, mode?: number): Member {
  return { kind: 'directory', name, ...(mode === undefined ? {} : { mode }) };
}

export function linkMember(name: Text, to: Text): Member {
  return { kind: 'symlink', name, to };
}

export function hardLinkMember(name: Text, to: Text, mode?: number): Member {
  return { kind: 'hardlink', name, to, ...(mode === undefined ? {} : { mode }) };
}

/** Harmless members beside the hostile ones, on which the target may insist. */
export function expectedMembers({ taken }: ArchiveAim): readonly Member[] {
  return plainArchive('tar', filledMembers(taken.members, 'harmless')).members;
}

/** Whether the config asks for members of its own, so that an archive without them is refused. */
export function insistsOnMembers({ taken }: ArchiveAim): boolean {
  return JSON.stringify(taken.members) !== JSON.stringify(harmlessMembers);
}

export type ArchiveMembers = readonly Member[];

/** Archives of the members in a form that the target reads, `dialects` being those that a tar may have. */
export function readableArchives(
  aim: ArchiveAim,
  members: fc.Arbitrary<ArchiveMembers>,
  dialects: readonly TarDialect[] = ['ustar', 'ustar', 'ustar', 'pax', 'gnu'],
): fc.Arbitrary<Archive> {
  const expected = expectedMembers(aim);
  const beside = insistsOnMembers(aim) ? fc.constant(expected) : fc.constantFrom(expected, []);
  const all = fc.tuple(beside, members).map(([first, held]) => [...first, ...held]);
  return wholeArchives(aim, all, dialects);
}

/** The same of members beside which nothing is expected. */
export function wholeArchives(
  aim: ArchiveAim,
  members: fc.Arbitrary<ArchiveMembers>,
  dialects: readonly TarDialect[] = ['ustar'],
): fc.Arbitrary<Archive> {
  return fc
    .tuple(fc.constantFrom(...aim.taken.kinds), fc.constantFrom(...dialects), fc.boolean(), members)
    .map(([kind, dialect, deflated, held]) => archiveOf(kind, dialect, held, deflated))
    .filter((archive) => areHarmless([archive]));
}

export function archiveOf(
  kind: ArchiveKind,
  dialect: TarDialect,
  members: ArchiveMembers,
  deflated: boolean = false,
): Archive {
  return kind === 'zip'
    ? { format: 'zip', dialect: 'ustar', compressed: deflated, members }
    : { format: 'tar', dialect, compressed: kind === 'tar.gz', members };
}

/** The archive as an argument of its parameter: as bytes, or as an upload under a fitting name. */
export function archiveArgument({ parameter, own }: Aim, archive: Archive, name: string = 'a'): Argument {
  if (parameter.kind !== 'file') return { archive };
  const kind = archive.format === 'zip' ? 'zip' : archive.compressed ? 'tar.gz' : 'tar';
  // An extension of the target's own, such as a document format's, stays.
  const extension = /[^.](\.\w{1,5})$/.exec(own[0]?.value ?? '')?.[1] ?? '';
  return {
    file: {
      name: archiveFileName(name + extension, kind),
      contentType: archiveTypes[kind],
      content: { archive },
    },
  };
}

export function ups(most?: number): fc.Arbitrary<string> {
  return repeatUnit('../', climb(most));
}

/** Files beyond the folder: canaries that exist, names that are still free, files of other tenants. */
export function fileOut(aim: ArchiveAim): fc.Arbitrary<Text> {
  const name = fc.constantFrom(...moatFileNames, ...moatFileNames, ...aim.names);
  const foreign = foreignPaths(aim);
  const drawn = weighted<Text>([
    { weight: 4, arbitrary: phrase(placePart('moat'), '/', name) },
    { weight: 4, arbitrary: phrase(ups(), name) },
    { weight: 1, arbitrary: foreign.length === 0 ? null : phrase(ups(3), fc.constantFrom(...foreign)) },
  ]);
  return drawn ?? phrase(ups(), name);
}

/** Folders beyond the folder: parents, the moat, siblings whose names start alike. */
export function folderOut(aim: ArchiveAim): fc.Arbitrary<Text> {
  const drawn = weighted<Text>([
    { weight: 4, arbitrary: ups(7).map((up) => `${up}..`) },
    { weight: 4, arbitrary: phrase(placePart('moat')) },
    { weight: 1, arbitrary: phrase(ups(), fc.constantFrom(...moatFolderNames)) },
    { weight: 1, arbitrary: phrase(ups(4), placePart('sandboxName'), fc.constantFrom(...siblingSuffixes)) },
    {
      weight: 1,
      arbitrary: existingPlaces(aim.knowledge).includes('foreign') ? phrase(placePart('foreign')) : null,
    },
    { weight: 1, arbitrary: decoyFolder(aim) },
  ]);
  return drawn ?? phrase(placePart('moat'));
}
