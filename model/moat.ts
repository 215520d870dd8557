/** The content of every folder of the moat, so that attacks and arenas agree on it. */

/** Canary files in every moat folder, from the arena's top to the sandbox's siblings. */
export const moatFileNames: readonly string[] = ['secret.txt', 'data.json'];

/** Folders in every moat folder, each with a `secret.txt` of its own. */
export const moatFolderNames: readonly string[] = ['vault'];

/** Name of the nested folders through which the moat leads down to the sandbox. */
export const moatLevelName = 'd';

/**
 * A path below the moat as reports show it, without the levels that all paths into it share. `slash` is the separator in the
 * path: `%2F` in a query.
 */
export function shownInMoat(below: string, slash = '/'): string {
  const levels = new RegExp(`^(?:${slash}${moatLevelName}){2,}(?![^/%"'&\\s])`);
  return `{moat}${below.replace(levels, `${slash}…`)}`;
}

/** Endings which, appended to the name of a sandbox root, name a sibling folder in the moat. */
export const siblingSuffixes: readonly string[] = ['-evil', '2', '.bak'];
