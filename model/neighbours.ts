/**
 * Neighbours: decoy folders in the sandbox, each beside a folder that an operation is given (`{sandbox}/out`), with a name that
 * begins like it (`out` with an ending). The target does not know them, so only a path out of the given folder leads there.
 */
import type { Operation } from './operation.ts';

/**
 * Endings which, appended to the name of a given folder, name a neighbour. A target is unlikely to append one of them itself.
 */
export const neighbourSuffixes: readonly string[] = ['-evil', '2'];

/** Folders that an operation gets by a fixed argument or an option of its Storage, below the first sandbox root. */
export function foldersGiven({ entry, parameters }: Operation): readonly string[] {
  const fixed = parameters.flatMap(({ fixed, example }) => (fixed === true ? [example] : []));
  const options = entry.kind === 'storage' ? Object.values(entry.options) : [];
  const below = [...fixed, ...options].flatMap((value) => {
    const found = typeof value === 'string' ? folderBelowRoot.exec(value)?.[1] : undefined;
    return found === undefined ? [] : [found];
  });
  return [...new Set(below)];
}

/** Plain names only; a name with an extension is likely a file. */
const folderBelowRoot = /^\{sandbox\}\/((?:[\w-][\w.-]*\/)*[\w-]+)\/?$/;

/** The neighbours of all operations, below the first sandbox root, except where something exists from the start. */
export function neighboursOf(
  operations: readonly Operation[],
  rootFiles: readonly string[],
): readonly string[] {
  const given = operations.flatMap(foldersGiven);
  const used = [...given, ...rootFiles];
  return [...new Set(given)]
    .flatMap((folder) => neighbourSuffixes.map((suffix) => folder + suffix))
    .filter((folder) => !used.some((path) => path === folder || path.startsWith(`${folder}/`)));
}
