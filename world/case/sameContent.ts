/**
 * Marks files that a stopped step wrote again just as another step had left them in its middle: both made the same thumbnail of
 * one picture, and nobody's content is gone.
 */
import type { Seen } from '../step/step.ts';

type ContentOf = (path: string) => string | null;

/** The content of the files that a step has changed. */
export function contentsLeft({ changes }: Seen, contentOf: ContentOf): ReadonlyMap<string, string> {
  return new Map(
    changes.flatMap(({ path, directory }) => {
      const content = directory ? null : contentOf(path);
      return content === null ? [] : [[path, content] as const];
    }),
  );
}

/** The content of the files that a step has written, whether it changed them or not. */
export function contentsWritten({ accesses }: Seen, contentOf: ContentOf): ReadonlyMap<string, string> {
  return new Map(
    accesses.flatMap(({ action, resource }) => {
      if (resource.store !== 'file' || !(action === 'create' || action === 'write')) return [];
      const content = contentOf(resource.path);
      return content === null ? [] : [[resource.path, content] as const];
    }),
  );
}

/** What was seen of a step, with `again` where it left the same content. */
export function withSameContent(seen: Seen, left: ReadonlyMap<string, string>, contentOf: ContentOf): Seen {
  return {
    ...seen,
    accesses: seen.accesses.map((access) => {
      const { resource } = access;
      const before = resource.store === 'file' ? left.get(resource.path) : undefined;
      const isSame = before !== undefined && resource.store === 'file' && contentOf(resource.path) === before;
      return isSame ? { ...access, again: true } : access;
    }),
  };
}
