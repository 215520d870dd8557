/**
 * The layout of an attack as a tar archive, in the form of GNU tar, whose names may be of any bytes and length. What was planted at
 * `/tmp/trespass-arena-x/m/l` is `m/l` in it.
 */
import { posix } from 'node:path';
import type { EncodedMember } from '../model/encodedMember.ts';
import { encodeTar } from '../model/encodeTar.ts';
import type { LaidEntry, Reproduction } from '../model/reproduction.ts';
import { bytesOfText, textOfBytes } from '../model/text.ts';

/** Null where nothing was planted, or something outside the arena, which no archive may hold. */
export function layoutTar({ entries, arena }: Reproduction): Uint8Array | null {
  const planted = entries.filter((entry) => entry.planted);
  if (planted.length === 0 || planted.some(({ path }) => !path.startsWith(`${arena}/`))) return null;
  const first = new Map<string, string>();
  const members = planted.map((entry) => {
    const name = entry.path.slice(arena.length + 1);
    const linkTo = entry.kind === 'file' ? first.get(entry.inode) : undefined;
    if (entry.kind === 'file' && linkTo === undefined) first.set(entry.inode, name);
    const { kind, to, content } = placedMember(entry, linkTo, arena);
    return {
      ...{ kind, to: bytesOfText(to), content, mode: entry.mode },
      ...{ name: bytesOfText(kind === 'directory' ? `${name}/` : name), otherName: null },
    };
  });
  return encodeTar(members, 'gnu');
}

type Placed = Pick<EncodedMember, 'kind' | 'content'> & { readonly to: string };

function placedMember({ kind, content, path }: LaidEntry, linkTo: string | undefined, arena: string): Placed {
  const empty = { to: '', content: new Uint8Array() };
  const bytes = content ?? new Uint8Array();
  switch (kind) {
    case 'directory':
      return { kind, ...empty };
    case 'symlink':
      return { kind, ...empty, to: relativeTo(arena, textOfBytes(bytes), path) };
    case 'special':
      return { kind: 'fifo', ...empty };
    case 'file':
      return linkTo === undefined
        ? { kind, to: '', content: bytes }
        : { kind: 'hardlink', ...empty, to: linkTo };
  }
}

/** Where a link leads, from wherever the archive is unpacked. */
function relativeTo(arena: string, target: string, path: string): string {
  if (target !== arena && !target.startsWith(`${arena}/`)) return target;
  // Joined as it is: a `..` in it must still be walked.
  return `${posix.relative(posix.dirname(path), arena) || '.'}${target.slice(arena.length)}`;
}
