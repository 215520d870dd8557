/** What stands in every folder of the moat, so that attacks and arenas agree on what there is to reach. */

/** Canary files in every moat folder, from the arena's top to the sandbox's siblings. */
export const moatFileNames: readonly string[] = ['secret.txt', 'data.json'];

/** Folders in every moat folder, each with a `secret.txt` of its own. */
export const moatFolderNames: readonly string[] = ['vault'];

/** Name of the folders by which the moat goes down to the sandbox. */
export const moatLevelName = 'd';

/**
 * A path below the moat as people read it: the levels that every way into it has in common say nothing. `slash` is how the path
 * separates its components: `%2F` in a query.
 */
export function shownInMoat(below: string, slash = '/'): string {
  const levels = new RegExp(`^(?:${slash}${moatLevelName}){2,}(?![^/%"'&\\s])`);
  return `{moat}${below.replace(levels, `${slash}…`)}`;
}

/** Endings which, behind the name of a sandbox root, name a sibling folder that is moat. */
export const siblingSuffixes: readonly string[] = ['-evil', '2', '.bak'];
