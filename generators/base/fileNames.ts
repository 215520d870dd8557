/**
 * Takes names of files apart: of `media/a.png` the last part `a.png` and the extension `.png`, and the file name within an
 * example.
 */
import { holdsPlaceholder } from '../../model/placeholder.ts';

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The extension of a name, dot included; empty where it has none. */
export function extensionAt(name: string): string {
  return /[^./](\.[A-Za-z0-9]{1,5})$/.exec(name)?.[1] ?? '';
}

/** The longest name or path of a file of the sandbox that an example without placeholders names among other words. */
export function fileNamedIn(example: string, fileNames: readonly string[]): string | null {
  if (holdsPlaceholder(example)) return null;
  const names = fileNames.flatMap((path) => [path, baseName(path)]);
  if (names.includes(example)) return null;
  const named = names.filter((name) => name.length > 2 && example.includes(name));
  return named.reduce<string | null>(
    (longest, name) => (name.length > (longest?.length ?? 0) ? name : longest),
    null,
  );
}
