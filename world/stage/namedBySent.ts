/**
 * Recognises files that are named by a sent text, and the ending that the target appends: if `a.txt` is sent, `/x/a.txt.part1`
 * is named by it with the ending `.part1`.
 */
import { baseNameOf } from '../../arena/filePath.ts';
import { canaryPattern } from '../../model/canary.ts';
import { limits } from '../../model/limits.ts';
import type { Operation } from '../../model/operation.ts';
import type { ResolvedArguments } from '../../model/resolvedArgument.ts';
import { stringsOf } from '../step/resolve.ts';

/** Whether a path is a file that is named by the whole of a sent text, except for an extension or an ending. */
export function isNamedBySent(path: string, operation: Operation, args: ResolvedArguments): boolean {
  const file = baseNameOf(path);
  const stem = /^(.+)\.[^.]*$/.exec(file)?.[1] ?? file;
  const isNamed = (name: string): boolean =>
    name === file || name === stem || endingBehind(path, name) !== null;
  return !codeFile.test(file) && namesSent(operation, args).some(isNamed);
}

const codeFile = /\.(?:py|pyc|pyd|so)$/;

/** Last components of the texts that an attacker would choose. */
export function namesSent({ parameters }: Operation, args: ResolvedArguments): string[] {
  const chosen = parameters.filter(({ fixed }) => fixed !== true);
  const texts = chosen.flatMap(({ name }) => (args[name] === undefined ? [] : stringsOf(args[name])));
  const names = texts.map(baseNameOf);
  return [...new Set(names)].filter((name) => name.length >= 2 && name.length <= limits.endingCharactersMax);
}

/** The text after the name at the end of the path; null if there is none, or if it differs from run to run. */
export function endingBehind(path: string, name: string): string | null {
  const start = path.lastIndexOf(`/${name}`) + 1;
  const ending = start === 0 ? '' : path.slice(start + name.length);
  const isConstant =
    ending !== '' && !ending.match(canaryPattern) && ending.length <= limits.endingCharactersMax;
  return isConstant && extensionForm.test(ending) ? ending : null;
}

/** An extension or the like, a file in the folder of that name, or one in a folder with an extension: `.d/info.json`. */
const extensionForm = /^(?:[._~-][\w.~-]*|(?:[._~-][\w.~-]*)?\/[\w.-]+)$/;

/** Names without their endings, because a client of `{name}.part1` sends only the name. */
export function withoutEndings(names: readonly string[], endings: readonly string[]): readonly string[] {
  const bare = names.flatMap((name) =>
    endings.flatMap((ending) => (name.endsWith(ending) ? [name.slice(0, -ending.length)] : [])),
  );
  return [...new Set([...names, ...bare])];
}
