/**
 * Encodes archives as bytes: valid headers, checksums and lengths for any names. Deterministic. What a format lacks becomes its
 * nearest equivalent: a hard link in a zip is an empty file, and a ustar name that does not fit is cut.
 */
import { gzipSync } from 'node:zlib';
import type { Archive, Member, MemberContent } from './archive.ts';
import type { EncodedMember } from './encodedMember.ts';
import { encodeTar } from './encodeTar.ts';
import { encodeZip } from './encodeZip.ts';
import { bytesOfText, type Text } from './text.ts';

/** The bytes of an archive, its texts filled in by `resolve`. */
export function encodeArchive(archive: Archive, resolve: (text: Text) => string): Uint8Array {
  const bytes = (text: Text): Uint8Array => bytesOfText(resolve(text));
  const members = archive.members.map(
    (member): EncodedMember => ({
      kind: member.kind,
      name: bytes(member.name),
      otherName: member.otherName === undefined ? null : bytes(member.otherName),
      to: 'to' in member ? bytes(member.to) : new Uint8Array(),
      mode: member.mode ?? usualMode(member.kind),
      content: member.kind === 'file' ? encodeContent(member.content, resolve) : new Uint8Array(),
    }),
  );
  if (archive.format === 'zip') return encodeZip(members, archive.compressed);
  const tar = encodeTar(members, archive.dialect);
  return archive.compressed ? gzipSync(tar) : tar;
}

function encodeContent(content: MemberContent, resolve: (text: Text) => string): Uint8Array {
  if ('zeros' in content) return new Uint8Array(content.zeros);
  return 'archive' in content ? encodeArchive(content.archive, resolve) : bytesOfText(resolve(content.text));
}

function usualMode(kind: Member['kind']): number {
  return kind === 'directory' ? 0o755 : kind === 'symlink' ? 0o777 : 0o644;
}
