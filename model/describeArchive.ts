/** Describes an archive for people: its kind, then its members as a tree, one line each. */
import type { Archive, Member } from './archive.ts';
import { partsOf, type Text, textOf } from './text.ts';

/** `tar, pax, gzip, with 2 members`. */
export function archiveTitle({ format, dialect, compressed, members }: Archive): string {
  const kind = format === 'zip' ? ['zip'] : ['tar', ...(dialect === 'ustar' ? [] : [dialect])];
  const packed = compressed ? [format === 'zip' ? 'deflated' : 'gzip'] : [];
  const count = members.length === 1 ? '1 member' : `${members.length} members`;
  return [...kind, ...packed, `with ${count}`].join(', ');
}

/** `link a -> ../..` and the like; `picture` shows a text, escaped or not. */
export function archiveLines({ members }: Archive, picture: (text: Text) => string): readonly string[] {
  return members.flatMap((member) => [memberLine(member, picture), ...innerLines(member, picture)]);
}

function memberLine(member: Member, picture: (text: Text) => string): string {
  const mode = member.mode === undefined ? '' : ` mode ${member.mode.toString(8)}`;
  const other = member.otherName === undefined ? '' : ` also named ${picture(member.otherName)}`;
  const said = member.kind === 'file' ? held(member, picture) : '';
  return `${kindAndName(member, picture)}${mode}${other}${said}`;
}

function kindAndName(member: Member, picture: (text: Text) => string): string {
  const name = picture(member.name);
  switch (member.kind) {
    case 'file':
      return `file ${name}`;
    case 'directory':
      return `dir ${name}`;
    case 'symlink':
      return `link ${name} -> ${picture(member.to)}`;
    case 'hardlink':
      return `hard link ${name} -> ${picture(member.to)}`;
    case 'fifo':
    case 'device':
      return `${member.kind} ${name}`;
  }
}

function held({ content }: Extract<Member, { kind: 'file' }>, picture: (text: Text) => string): string {
  if ('zeros' in content) return ` of ${content.zeros} zero bytes`;
  if ('archive' in content) return `: ${archiveTitle(content.archive)}`;
  return partsOf(content.text).length > 0 ? ` that says ${picture(clipped(content.text))}` : '';
}

/** The beginning and the end of a long document, and the surroundings of each placeholder. */
function clipped(text: Text): Text {
  return textOf(
    partsOf(text).map((part) =>
      typeof part === 'string' && part.length > 2 * saidMax
        ? `${part.slice(0, saidMax)}…${part.slice(-saidMax)}`
        : part,
    ),
  );
}

const saidMax = 120;

function innerLines(member: Member, picture: (text: Text) => string): readonly string[] {
  if (member.kind !== 'file' || !('archive' in member.content)) return [];
  return archiveLines(member.content.archive, picture).map((line) => `  ${line}`);
}
