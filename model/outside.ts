/** Sentences for where something outside is: beyond the sandbox, or in it beside the folder that was given. */
import type { Resource } from './observation.ts';

/** For a resource: the operation may have been given a part of the sandbox only. */
export function whereOutside(resource: Resource): string {
  return resource.store === 'file' ? outside(resource.shown) : 'outside the sandbox';
}

/** For a path by arena places, `{moat}/a`, or one outside the arena. */
export function outside(shown: string): string {
  return /^\{(?!moat\})/.test(shown) ? 'outside the folder that it is given' : 'outside the sandbox';
}
