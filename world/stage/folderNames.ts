/**
 * Replaces the folders of an arena in a text by their names, so that it reads the same in every run:
 * `/tmp/trespass-arena-x/…/media/a.txt` becomes `{sandbox}/a.txt`. Knows the forms with `%2F` as well.
 */
import { shownInMoat } from '../../model/moat.ts';

export interface NamedFolders {
  readonly roots: readonly { readonly path: string; readonly shown: string }[];
  readonly moat: string;
}

/** How a slash is written in a request: plain, or as queries and forms encode it (RFC 3986), once or twice. */
const slashes = ['/', '%2F', '%2f', '%252F'];

/** A raw text with every folder of the arena in it by its name. */
export function withFolderNames(text: string, folders: NamedFolders): string {
  return slashes
    .filter((slash) => text.includes(slash))
    .reduce((named, slash) => withFoldersNamed(named, slash, folders), text);
}

function withFoldersNamed(text: string, slash: string, { roots, moat }: NamedFolders): string {
  const written = (path: string): string => path.replaceAll('/', slash);
  return roots
    .reduce((named, { path, shown }) => named.replaceAll(written(path), shown), text)
    .split(written(moat))
    .map((piece, index) => (index === 0 ? piece : shownInMoat(piece, slash)))
    .join('');
}
