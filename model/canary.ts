/**
 * Canaries: unguessable words that name their owner. A word depends on its label alone, so that the same attack
 * meets the same words in every world and a saved attack keeps its meaning; a target cannot compute it.
 */
import { createHash } from 'node:crypto';
import type { Owner } from './observation.ts';

/** A planted canary: the word, whose secret it marks, and where it was put, in words. */
export interface Canary {
  readonly word: string;
  readonly owner: Owner;
  readonly planted: string;
}

/** What every canary word looks like: 16 lower-case letters and digits, so that it passes as a name. */
export const canaryPattern: RegExp = /zq[a-z2-7]{14}/gi;

/** The canary words in a text, in lower case: `a/ZQab….txt` has `zqab…`. */
export function canaryWordsIn(text: string): string[] {
  return text.match(canaryPattern)?.map((word) => word.toLowerCase()) ?? [];
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** The canary word of a label. */
export function canaryWord(label: string): string {
  const digest = createHash('sha256').update(`trespass canary ${label}`).digest();
  let word = 'zq';
  for (const byte of digest.subarray(0, 14)) word += alphabet[byte % alphabet.length];
  return word;
}

/** A UUID (RFC 9562, version 4 in form) that depends on its label alone. */
export function canaryUuid(label: string): string {
  const hex = createHash('sha256').update(`trespass uuid ${label}`).digest('hex');
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
