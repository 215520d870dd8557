/**
 * Canaries: unguessable words that name their owner. A word depends only on its label, so that an attack meets the same words
 * in every world and a saved attack keeps its meaning. A target cannot compute it.
 */
import { createHash } from 'node:crypto';
import type { Owner } from './observation.ts';

/** A planted canary: the word, its owner, and a description of where it was planted. */
export interface Canary {
  readonly word: string;
  readonly owner: Owner;
  readonly planted: string;
}

/** The form of every canary word: 16 lower-case letters and digits, so that it is valid as a name. */
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

/** A UUID (RFC 9562, in the form of version 4) that depends only on its label. */
export function canaryUuid(label: string): string {
  const hex = createHash('sha256').update(`trespass uuid ${label}`).digest('hex');
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
