/** The small pool of names that arguments, links and the arena share, so that a generated path meets a generated link. */

export { moatFileNames, moatFolderNames, siblingSuffixes } from '../../model/moat.ts';

/** Harmless names that pass most validations. Links are planted under them and arguments use them. */
export const plainNames: readonly string[] = ['a', 'b', 'x', 'note', 'photo', 'new1'];

/** Signs that applications put between the parts of a key. The slash belongs to paths. */
export const delimiters: readonly string[] = ['#', ':', '|', '-', '_', '~', ',', ';', '@', '\u001f'];
