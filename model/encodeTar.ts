/** Encodes tar files (POSIX.1-1988 ustar, POSIX.1-2001 PAX, GNU): 512-byte headers, each followed by its content. */
import type { Member, TarDialect } from './archive.ts';
import { type EncodedMember, memberTime } from './encodedMember.ts';

const blockBytes = 512;
const nameBytes = 100;
const prefixBytes = 155;

export function encodeTar(members: readonly EncodedMember[], dialect: TarDialect): Uint8Array {
  const blocks = members.flatMap((member) => memberBlocks(member, dialect));
  return Buffer.concat([...blocks, Buffer.alloc(2 * blockBytes)]);
}

function memberBlocks(member: EncodedMember, dialect: TarDialect): Uint8Array[] {
  const { kind, name, to, mode, content } = member;
  const before = dialect === 'pax' ? paxBlocks(member) : dialect === 'gnu' ? gnuBlocks(member) : [];
  const short = dialect === 'ustar' ? splitName(name) : { name: member.otherName ?? name, prefix: null };
  const header = tarHeader({ ...short, type: tarTypes[kind], mode, size: content.length, to, dialect });
  return [...before, header, ...padded(content)];
}

const tarTypes: Readonly<Record<Member['kind'], string>> = {
  file: '0',
  hardlink: '1',
  symlink: '2',
  device: '3',
  directory: '5',
  fifo: '6',
};

interface TarHeader {
  readonly name: Uint8Array;
  readonly prefix: Uint8Array | null;
  readonly type: string;
  readonly mode: number;
  readonly size: number;
  readonly to: Uint8Array;
  readonly dialect: TarDialect;
}

/** One header. Names that do not fit are cut; an extended header before it has the full name. */
function tarHeader({ name, prefix, type, mode, size, to, dialect }: TarHeader): Buffer {
  const block = Buffer.alloc(blockBytes);
  block.set(name.subarray(0, nameBytes), 0);
  block.write(octal(mode & 0o7777, 7), 100);
  block.write(octal(0, 7), 108);
  block.write(octal(0, 7), 116);
  block.write(octal(size, 11), 124);
  block.write(octal(memberTime, 11), 136);
  block.write(' '.repeat(8), 148);
  block.write(type, 156);
  block.set(to.subarray(0, nameBytes), 157);
  block.write(dialect === 'gnu' ? 'ustar  \0' : 'ustar\x0000', 257, 'latin1');
  // The numbers of the null device, so that writing to it is harmless.
  if (type === tarTypes.device) {
    block.write(octal(1, 7), 329);
    block.write(octal(3, 7), 337);
  }
  if (prefix !== null) block.set(prefix, 345);
  block.write(`${octal(checksum(block), 6)}\0 `, 148, 'latin1');
  return block;
}

function octal(number: number, digits: number): string {
  return number.toString(8).padStart(digits, '0');
}

function checksum(block: Uint8Array): number {
  return block.reduce((sum, byte) => sum + byte, 0);
}

function padded(content: Uint8Array): Uint8Array[] {
  if (content.length === 0) return [];
  return [content, Buffer.alloc((blockBytes - (content.length % blockBytes)) % blockBytes)];
}

/** ustar stores the front of a long name in a second field, if a slash divides it at the right place. */
function splitName(name: Uint8Array): { name: Uint8Array; prefix: Uint8Array | null } {
  if (name.length <= nameBytes) return { name, prefix: null };
  const slash = name.lastIndexOf(0x2f, Math.min(prefixBytes, name.length - 2));
  const rest = name.subarray(slash + 1);
  return slash > 0 && rest.length <= nameBytes
    ? { name: rest, prefix: name.subarray(0, slash) }
    : { name, prefix: null };
}

/** PAX records for names that differ from the plain header's or do not fit into it. */
function paxBlocks({ name, otherName, to }: EncodedMember): Uint8Array[] {
  const records: Uint8Array[] = [];
  if (!isUtf8(name) || !isUtf8(to)) records.push(paxRecord('hdrcharset', Buffer.from('BINARY')));
  if (otherName !== null || !fits(name)) records.push(paxRecord('path', name));
  if (!fits(to)) records.push(paxRecord('linkpath', to));
  if (records.length === 0) return [];
  const content = Buffer.concat(records);
  return [extraHeader('PaxHeaders/a', 'x', content.length, 'pax'), ...padded(content)];
}

/** A length that includes its own digits, a key, a value (pax(1)). */
function paxRecord(key: string, value: Uint8Array): Buffer {
  const rest = key.length + value.length + 3;
  let length = rest + String(rest).length;
  length = rest + String(length).length;
  return Buffer.concat([Buffer.from(`${length} ${key}=`), value, Buffer.from('\n')]);
}

/** GNU members with the long name or link target of the member after them. */
function gnuBlocks({ name, otherName, to }: EncodedMember): Uint8Array[] {
  const long = (type: string, value: Uint8Array): Uint8Array[] => {
    const content = Buffer.concat([value, Buffer.alloc(1)]);
    return [extraHeader('././@LongLink', type, content.length, 'gnu'), ...padded(content)];
  };
  return [
    ...(to.length > nameBytes ? long('K', to) : []),
    ...(otherName !== null || name.length > nameBytes ? long('L', name) : []),
  ];
}

function extraHeader(name: string, type: string, size: number, dialect: TarDialect): Buffer {
  const none = { prefix: null, to: new Uint8Array(), mode: 0o644 };
  return tarHeader({ ...none, name: Buffer.from(name), type, size, dialect });
}

function fits(name: Uint8Array): boolean {
  return name.length <= nameBytes && name.every((byte) => byte > 0 && byte < 0x80);
}

function isUtf8(bytes: Uint8Array): boolean {
  return Buffer.from(Buffer.from(bytes).toString('utf8')).equals(bytes);
}
