/**
 * The inbox: files of the arena that a target receives by path. `import` of `a.zip` gets `…/inbox/a.zip`, which is written
 * before the step that names it and removed after the case. What the target does to files in the inbox is not judged.
 */
import { writeFileSync } from 'node:fs';
import { baseNameOf, systemPath } from '../../arena/filePath.ts';
import { requireRealParent } from '../../arena/realGround.ts';
import { removeEntry } from '../../arena/removeEntry.ts';
import { archiveFileName, kindOfArchive } from '../../model/archive.ts';
import { type Argument, archiveIn } from '../../model/attack.ts';
import type { Parameter } from '../../model/operation.ts';
import type { ResolvedArgument, ResolvedArguments } from '../../model/resolvedArgument.ts';
import { bytesOfText } from '../../model/text.ts';

/** The argument as its parameter takes it: where that is a path, a file of the inbox under the name, or a plain name of its own. */
export function asTaken(
  parameter: Parameter,
  argument: ResolvedArgument,
  inbox: string,
  name: string,
): ResolvedArgument {
  if (parameter.as !== 'path') return argument;
  switch (argument.kind) {
    case 'file':
      return pathArgument(inbox, isPlainName(argument.name) ? argument.name : name, argument);
    case 'bytes':
      return pathArgument(inbox, name, { content: argument.bytes, says: argument.says });
    case 'text':
      return pathArgument(inbox, name, { content: bytesOfText(argument.text), says: undefined });
    case 'json':
    case 'path':
      return argument;
  }
}

function pathArgument(
  inbox: string,
  name: string,
  { content, says }: { readonly content: Uint8Array; readonly says?: readonly string[] | undefined },
): ResolvedArgument {
  return { kind: 'path', path: `${inbox}/${name}`, content, ...(says === undefined ? {} : { says }) };
}

/** A name that means a file of the folder it is put into. */
function isPlainName(name: string): boolean {
  return !/^\.{0,2}$|[/\0]/.test(name) && bytesOfText(name).length <= 255;
}

/** The file name of an attack's argument in the inbox, beside that of the harmless one. */
export function inboxName(harmless: ResolvedArgument | undefined, argument: Argument): string {
  const name = harmless?.kind === 'path' ? baseNameOf(harmless.path) : 'a';
  const archive = archiveIn(argument);
  return archive === null ? name : archiveFileName(name, kindOfArchive(archive));
}

/** The files that the arguments name. */
export function inboxOf(args: ResolvedArguments): ReadonlySet<string> {
  return new Set(Object.values(args).flatMap((one) => (one.kind === 'path' ? [one.path] : [])));
}

/** Writes the files that the arguments name, each anew. Returns their paths. */
export function layInbox(args: ResolvedArguments): ReadonlySet<string> {
  for (const argument of Object.values(args)) {
    if (argument.kind !== 'path') continue;
    requireRealParent(argument.path);
    removeEntry(argument.path);
    writeFileSync(systemPath(argument.path), argument.content, { flag: 'wx' });
  }
  return inboxOf(args);
}

/** Removes what {@link layInbox} wrote, where no case's end does. */
export function clearInbox(args: ResolvedArguments): void {
  for (const argument of Object.values(args)) if (argument.kind === 'path') removeEntry(argument.path);
}
