/** Draws repeatable random numbers from a seed, and other characters, digits and bytes by them. */
import { createHash } from 'node:crypto';

/** A number from 0 to `below` - 1. */
export type Draw = (below: number) => number;

const blockBytesMax = 4096;

export function drawFrom(seed: string): Draw {
  let block = createHash('sha256').update(seed, 'utf8').digest();
  let used = 0;
  let length = block.length;
  return (below) => {
    if (used + 4 > block.length) {
      // Long texts need many draws, and one long block costs less than many short ones.
      length = Math.min(2 * length, blockBytesMax);
      block = createHash('shake256', { outputLength: length }).update(block).digest();
      used = 0;
    }
    used += 4;
    return block.readUInt32BE(used - 4) % below;
  };
}

/** A member other than the character; any member if it is none of them. */
export function otherOf(members: string, character: string, draw: Draw): string {
  const at = members.indexOf(character);
  const step = at < 0 ? draw(members.length) : (at + 1 + draw(members.length - 1)) % members.length;
  return members.charAt(step);
}

/** Another number with the same count of digits, of the `count` numbers from `first` on. */
export function otherNumber(text: string, first: number, count: number, draw: Draw): string {
  const at = Math.min(Math.max(Number(text) - first, 0), count - 1);
  return String(first + ((at + 1 + draw(count - 1)) % count)).padStart(text.length, '0');
}

/** Replaces every byte by another. */
export function otherBytes<Bytes extends Uint8Array>(bytes: Bytes, draw: Draw): Uint8Array {
  return bytes.map((byte) => byte ^ (1 + draw(255)));
}

/** Classes of characters that replace each other; hexadecimal letters stay hexadecimal. */
const classes: readonly string[] = [
  'abcdef',
  'ghijklmnopqrstuvwxyz',
  'ABCDEF',
  'GHIJKLMNOPQRSTUVWXYZ',
  '0123456789',
  'àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþ',
  'ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞ',
];
const punctuation = '-_.:/#|+=,;~!';

/** Replaces every letter and digit by another of its class; punctuation stays. */
export function otherCharacters(text: string, draw: Draw): string {
  return Array.from(text, (character) => otherCharacter(character, draw)).join('');
}

/** Replaces the last character of a text that consists of punctuation, controls or symbols by another symbol of its width. */
export function otherEnd(text: string, draw: Draw): string {
  const last = Array.from(text).at(-1) ?? '';
  const other = last.length === 1 ? otherOf(punctuation, last, draw) : neighbourOf(last, 0x1f400, 60, draw);
  return text.slice(0, text.length - last.length) + other;
}

function otherCharacter(character: string, draw: Draw): string {
  const among = classes.find((members) => members.includes(character));
  if (among !== undefined) return otherOf(among, character, draw);
  if (!/\p{L}|\p{N}/u.test(character)) return character;
  // Letters of other scripts: one of the same width from an unbroken block (U+4E00.. or U+20000..).
  return neighbourOf(character, character.length === 1 ? 0x4e00 : 0x20000, 4096, draw);
}

/** Another code point of the `size` ones from `base` on. */
function neighbourOf(character: string, base: number, size: number, draw: Draw): string {
  const drawn = base + draw(size);
  return String.fromCodePoint(drawn === character.codePointAt(0) ? drawn + 1 : drawn);
}
