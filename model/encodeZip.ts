/** Encodes zip files (APPNOTE 6.3): a local header before each content, a central directory at the end, UNIX modes in it. */
import { crc32, deflateRawSync } from 'node:zlib';
import type { Member } from './archive.ts';
import type { EncodedMember } from './encodedMember.ts';

const utf8Flag = 0x0800;
const version = 20;
const madeOnUnix = (3 << 8) | version;
/** The first of January 2020, midnight, in MS-DOS format. */
const dosDate = ((2020 - 1980) << 9) | (1 << 5) | 1;

export function encodeZip(members: readonly EncodedMember[], compressed: boolean): Uint8Array {
  const chunks: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const member of members) {
    const stored = member.kind === 'symlink' ? member.to : member.content;
    const data = compressed ? deflateRawSync(stored) : stored;
    const told = { member, stored, data, compressed };
    const local = [localHeader(told, zipPath(member, member.name)), data];
    chunks.push(...local);
    directory.push(centralOf(told, zipPath(member, member.otherName ?? member.name), offset));
    offset += totalLength(local);
  }
  return Buffer.concat([...chunks, ...directory, endRecord(directory, offset)]);
}

interface StoredMember {
  readonly member: EncodedMember;
  readonly stored: Uint8Array;
  readonly data: Uint8Array;
  readonly compressed: boolean;
}

/** A name that ends with a slash is a folder. */
function zipPath({ kind }: EncodedMember, name: Uint8Array): Uint8Array {
  const cut = name.subarray(0, 0xfffe);
  // An empty name with a slash appended would be the root.
  const isOpen = kind === 'directory' && cut.length > 0 && cut.at(-1) !== 0x2f;
  return isOpen ? Buffer.concat([cut, Buffer.from('/')]) : cut;
}

/** The fields that local header and central directory share, from the version needed on. */
function commonOf({ stored, data, compressed }: StoredMember, name: Uint8Array): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(version, 0);
  fields.writeUInt16LE(needsNoFlag(name) ? 0 : utf8Flag, 2);
  fields.writeUInt16LE(compressed ? 8 : 0, 4);
  fields.writeUInt16LE(dosDate, 8);
  fields.writeUInt32LE(crc32(stored), 10);
  fields.writeUInt32LE(data.length, 14);
  fields.writeUInt32LE(stored.length, 18);
  fields.writeUInt16LE(name.length, 22);
  return fields;
}

function localHeader(told: StoredMember, name: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from('PK\x03\x04'), commonOf(told, name), name]);
}

function centralOf(told: StoredMember, name: Uint8Array, offset: number): Buffer {
  const start = Buffer.from('PK\x01\x02\0\0');
  start.writeUInt16LE(madeOnUnix, 4);
  const { kind, mode } = told.member;
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(
    (((fileTypes[kind] | (mode & 0o7777)) << 16) | (kind === 'directory' ? 0x10 : 0)) >>> 0,
    6,
  );
  rest.writeUInt32LE(offset, 10);
  return Buffer.concat([start, commonOf(told, name), rest, name]);
}

/** The file type bits of stat(2). */
const fileTypes: Readonly<Record<Member['kind'], number>> = {
  file: 0o100000,
  hardlink: 0o100000,
  directory: 0o040000,
  symlink: 0o120000,
  fifo: 0o010000,
  device: 0o020000,
};

function endRecord(directory: readonly Uint8Array[], offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(totalLength(directory), 12);
  end.writeUInt32LE(offset, 16);
  return end;
}

/** Whether readers need no UTF-8 flag: plain ASCII, or bytes that are not UTF-8. */
function needsNoFlag(name: Uint8Array): boolean {
  return name.every((byte) => byte < 0x80) || !Buffer.from(Buffer.from(name).toString('utf8')).equals(name);
}

function totalLength(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((sum, { length }) => sum + length, 0);
}
