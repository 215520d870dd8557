/**
 * Encodes any value as JSON that is safe to print: the document of `JSON.stringify`, with every character that the escaper
 * would escape written as `\uXXXX`. `JSON.parse` returns the value.
 */
import { escapeText } from './escape.ts';

/** `indent` spaces a level; 0 writes one line. */
export function encodeJson(value: unknown, indent: number): string {
  const encoded = JSON.stringify(value, null, indent) ?? 'null';
  return encoded.replace(/[^\n\x20-\x7e]/gu, (character) =>
    escapeText(character) === character ? character : unitsOf(character),
  );
}

function unitsOf(character: string): string {
  let escaped = '';
  for (let index = 0; index < character.length; index++)
    escaped += `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
  return escaped;
}
