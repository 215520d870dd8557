/** Shortens places in source files: relative to a folder, if they are below it. */
import { isAbsolute, relative, sep } from 'node:path';
import { bytesOfText } from '../model/text.ts';

/** `file` relative to `cwd` with `/` between components, or unchanged if it is elsewhere. Unsafe text. */
export function shortenFile(file: string, cwd: string): string {
  const inside = relativeFile(file, cwd);
  return inside ?? file;
}

/** As {@link shortenFile}, but null if `file` is not below `cwd`. */
export function relativeFile(file: string, cwd: string): string | null {
  if (!isAbsolute(file)) return file;
  const path = relative(cwd, file);
  const outside = path === '' || path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path);
  return outside ? null : path.split(sep).join('/');
}

/** A path as the path of a URI (RFC 3986): everything but unreserved characters and `/` percent-encoded by byte. */
export function uriPath(path: string): string {
  let uri = '';
  for (const byte of bytesOfText(path)) {
    const character = String.fromCharCode(byte);
    const percent = `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    uri += /[A-Za-z0-9\-._~/]/.test(character) ? character : percent;
  }
  return uri;
}
