/**
 * Decides which texts stay in the arena: `../../../../etc` climbs less than the moat is deep and stays, `/etc/passwd` does not,
 * because it starts at none of its places.
 */
import { limits } from '../../model/limits.ts';
import { partsOf, type Text, type TextPart } from '../../model/text.ts';

/** Whether a text stays in the arena: an absolute one begins with a place, and it has no more `..` than the moat is deep. */
export function staysInArena(text: Text): boolean {
  const parts = partsOf(text);
  const [first] = parts;
  const rooted = typeof first === 'string' && startsRooted(first);
  if (rooted && !(/^\/+$/.test(first) && parts.length > 1 && isPlace(parts[1]))) return false;
  return climbsOf(text) <= limits.dotdotMax;
}

/** Whether a text begins with the root, encoded or not. */
export function startsRooted(text: string): boolean {
  return /^(?:\/|%(?:25)*2f)/i.test(text);
}

/** How often a text goes a folder up. */
export function climbsOf(text: Text): number {
  return partsOf(text).flatMap((part) => (typeof part === 'string' ? (part.match(/\.\./g) ?? []) : []))
    .length;
}

/** Whether a part is a folder of the arena. */
export function isPlace(part: TextPart | undefined): boolean {
  return typeof part === 'object' && 'place' in part && part.place !== 'sandboxName';
}
