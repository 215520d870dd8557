/** What stands in every folder of the moat, so that attacks and arenas agree on what there is to reach. */

/** Canary files in every moat folder, from the arena's top to the sandbox's siblings. */
export const moatFileNames: readonly string[] = ['secret.txt', 'data.json'];

/** Folders in every moat folder, each with a `secret.txt` of its own. */
export const moatFolderNames: readonly string[] = ['vault'];

/** Name of the folders by which the moat goes down to the sandbox. */
export const moatLevelName = 'd';

/** A path below the moat as people read it: the levels that every way into it has in common say nothing. */
export function shownInMoat(below: string): string {
  return `{moat}${below.replace(moatLevels, '/…')}`;
}

const moatLevels = new RegExp(`^(?:/${moatLevelName}){2,}(?![^/"'\\s])`);

/** Endings which, behind the name of a sandbox root, name a sibling folder that is moat. */
export const siblingSuffixes: readonly string[] = ['-evil', '2', '.bak'];
