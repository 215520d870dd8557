/** The small pool of names that arguments, links and the arena share, so that generated attacks meet something. */

/** Canary files that lie in every moat folder from the sandbox's parent up to the moat's top. */
export const moatFileNames: readonly string[] = ['secret.txt', 'data.json'];

/** Folders that lie beside those files, each with the first of them inside. */
export const moatFolderNames: readonly string[] = ['vault'];

/** What follows the sandbox's own name in the names of its siblings, each holding the first canary file. */
export const siblingSuffixes: readonly string[] = ['-evil', '2', '.bak'];

/** Harmless names that pass most validations. Links are planted under them and arguments use them. */
export const plainNames: readonly string[] = ['a', 'b', 'x', 'note', 'photo', 'new1'];

/** Signs that applications put between the parts of a key. The slash belongs to paths. */
export const delimiters: readonly string[] = ['#', ':', '|', '-', '_', '~', ',', ';', '@', '\u001f'];
