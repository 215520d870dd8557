/** How sentences say where something lies that is nobody's: beyond the sandbox, or in it beside what was given. */
import type { Resource } from './observation.ts';

/** Of the sandbox, too, an operation may have been given a part. */
export function whereOutside(resource: Resource): string {
  return resource.store === 'file' ? outside(resource.shown) : 'outside the sandbox';
}

/** The same for a path by arena places, `{moat}/a`, or for what is not in the arena. */
export function outside(shown: string): string {
  return /^\{(?!moat\})/.test(shown) ? 'outside the folder that it is given' : 'outside the sandbox';
}
