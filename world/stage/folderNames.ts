/** Folders of an arena by their names, so that a text reads the same in every run. */
import { shownInMoat } from '../../model/moat.ts';

export interface NamedFolders {
  readonly roots: readonly { readonly path: string; readonly shown: string }[];
  readonly moat: string;
}

/** A raw text with every folder of the arena in it by its name. */
export function withFolderNames(text: string, { roots, moat }: NamedFolders): string {
  return roots
    .reduce((named, { path, shown }) => named.replaceAll(path, shown), text)
    .split(moat)
    .map((piece, index) => (index === 0 ? piece : shownInMoat(piece)))
    .join('');
}
