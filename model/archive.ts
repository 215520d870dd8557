/**
 * Archives as values: the members of a hostile tar or zip file, so that it shrinks member by member and stays a valid archive.
 * `encodeArchive.ts` makes the bytes.
 */
import { limits } from './limits.ts';
import { placeholder } from './placeholder.ts';
import { partsOf, type Text, type TextPart, textOf } from './text.ts';

export type ArchiveFormat = 'tar' | 'zip';

export const archiveFormats: readonly ArchiveFormat[] = ['tar', 'zip'];

/** A format as a reader distinguishes it: a tar in gzip is read otherwise than a plain one. */
export type ArchiveKind = 'tar' | 'tar.gz' | 'zip';

/** How a tar header represents what does not fit: it is cut, or in PAX records, or in GNU long-name members. */
export type TarDialect = 'ustar' | 'pax' | 'gnu';

export const tarDialects: readonly TarDialect[] = ['ustar', 'pax', 'gnu'];

export interface Archive {
  readonly format: ArchiveFormat;
  /** For a tar; a zip has `ustar`. */
  readonly dialect: TarDialect;
  /** gzip around a tar, deflate in a zip. */
  readonly compressed: boolean;
  readonly members: readonly Member[];
}

/** The content of a member: text, a nested archive, or a number of zero bytes. */
export type MemberContent =
  | { readonly text: Text }
  | { readonly archive: Archive }
  | { readonly zeros: number };

interface Named {
  readonly name: Text;
  /** Permission bits, setuid and the like included; the format's usual ones where absent. */
  readonly mode?: number;
  /**
   * The name that another reader sees: that in a zip's central directory (the local header has `name`), or in the plain header
   * of a tar whose PAX record or GNU long name has `name`.
   */
  readonly otherName?: Text;
}

export type Member =
  | (Named & { readonly kind: 'file'; readonly content: MemberContent })
  | (Named & { readonly kind: 'directory' })
  | (Named & { readonly kind: 'symlink' | 'hardlink'; readonly to: Text })
  | (Named & { readonly kind: 'fifo' | 'device' });

/** The kinds of a format: a tar may be compressed or not. */
export function kindsOf(format: ArchiveFormat): readonly ArchiveKind[] {
  return format === 'zip' ? ['zip'] : ['tar', 'tar.gz'];
}

export function kindOfArchive({ format, compressed }: Archive): ArchiveKind {
  return format === 'zip' ? 'zip' : compressed ? 'tar.gz' : 'tar';
}

/** Harmless members with one word in place of each placeholder of an example; other braces are the target's own. */
export function filledMembers(
  members: Readonly<Record<string, string>>,
  word: string,
): Readonly<Record<string, Text>> {
  return Object.fromEntries(
    Object.entries(members).map(([name, text]) => [
      name.replaceAll(placeholder, word),
      filledText(text, word),
    ]),
  );
}

/** A member's text with the word in place of each placeholder, except for places of the arena. */
export function filledText(text: string, word: string): Text {
  const parts = text.split(/(\{(?:sandbox|temp)\})/);
  return textOf(
    parts.map((part): TextPart => {
      if (part === '{sandbox}') return { place: 'sandbox' };
      return part === '{temp}' ? { place: 'temp' } : part.replaceAll(placeholder, word);
    }),
  );
}

/** An archive of plain files. */
export function plainArchive(kind: ArchiveKind, files: Readonly<Record<string, Text>>): Archive {
  const members = Object.entries(files).map(
    ([name, text]): Member => ({ kind: 'file', name, content: { text } }),
  );
  const format = kind === 'zip' ? 'zip' : 'tar';
  return { format, dialect: 'ustar', compressed: kind === 'tar.gz', members };
}

/** The name with the extension that readers expect of this kind, unless it has one that only this kind has. */
export function archiveFileName(name: string, kind: ArchiveKind): string {
  const stem = name.replace(/\.(?:tar\.\w{1,3}|tar|tgz|zip)$/i, '');
  return stem === name && /[^.]\.\w{1,5}$/.test(name) ? name : `${stem}.${kind}`;
}

/** Media types of uploads. */
export const archiveTypes: Readonly<Record<ArchiveKind, string>> = {
  tar: 'application/x-tar',
  'tar.gz': 'application/gzip',
  zip: 'application/zip',
};

/** The archive with each text mapped, in a fixed order, nested archives included. */
export function mapArchiveTexts(archive: Archive, map: (text: Text) => Text): Archive {
  return { ...archive, members: archive.members.map((member) => mapMemberTexts(member, map)) };
}

function mapMemberTexts(member: Member, map: (text: Text) => Text): Member {
  const named = {
    name: map(member.name),
    ...(member.otherName === undefined ? {} : { otherName: map(member.otherName) }),
  };
  switch (member.kind) {
    case 'file':
      return { ...member, ...named, content: mapContentTexts(member.content, map) };
    case 'symlink':
    case 'hardlink':
      return { ...member, ...named, to: map(member.to) };
    case 'directory':
    case 'fifo':
    case 'device':
      return { ...member, ...named };
  }
}

function mapContentTexts(content: MemberContent, map: (text: Text) => Text): MemberContent {
  if ('text' in content) return { text: map(content.text) };
  return 'archive' in content ? { archive: mapArchiveTexts(content.archive, map) } : content;
}

/** Every text of an archive, in the order of {@link mapArchiveTexts}. */
export function archiveTexts(archive: Archive): readonly Text[] {
  const texts: Text[] = [];
  mapArchiveTexts(archive, (text) => {
    texts.push(text);
    return text;
  });
  return texts;
}

/** Every member of an archive and of nested archives, outer ones first. */
export function allMembers(archive: Archive): readonly Member[] {
  return [
    ...archive.members,
    ...archive.members.flatMap((member) =>
      member.kind === 'file' && 'archive' in member.content ? allMembers(member.content.archive) : [],
    ),
  ];
}

/** Which limit an archive exceeds, in words; null for none. */
export function archiveFault(archive: Archive): string | null {
  const members = allMembers(archive);
  const texts = archiveTexts(archive).flatMap(partsOf);
  const characters = texts.reduce((sum, part) => sum + (typeof part === 'string' ? part.length : 0), 0);
  const zeros = members.reduce((sum, member) => sum + zerosOf(member), 0);
  if (members.length > limits.archiveMembersMax) return `more than ${limits.archiveMembersMax} members`;
  if (archiveDepth(archive) > limits.archiveDepthMax)
    return `more than ${limits.archiveDepthMax} archives deep`;
  if (characters + zeros > limits.archiveBytesMax) return `more than ${limits.archiveBytesMax} bytes`;
  return null;
}

function zerosOf(member: Member): number {
  return member.kind === 'file' && 'zeros' in member.content ? member.content.zeros : 0;
}

function archiveDepth({ members }: Archive): number {
  const inner = members.map((member) =>
    member.kind === 'file' && 'archive' in member.content ? archiveDepth(member.content.archive) : 0,
  );
  return 1 + Math.max(0, ...inner);
}
