/**
 * Splits the text of an archive's member into words, some of which name files: `"src": "a.txt"` has `src` and `a.txt`, between
 * quotes, brackets, signs and blanks.
 */
import { partsOf, type Text, type TextPart, textOf } from '../../model/text.ts';

const between = /([\s"'`<>{}[\]()=,|]+)/;

/** A word of a template, which may contain placeholders. */
export const templateWord: RegExp = /(?:\{(?:token|content|uuid|actor|round|from)\}|[^\s"'`<>{}[\]()=,|])+/g;

/** The words of a text in order, none of them empty. */
export function wordsOfText(text: Text): readonly Text[] {
  return wordsAndGaps(text).filter((piece, index) => index % 2 === 0 && piece !== '');
}

/** Words, and between each two of them what parts them. */
export function wordsAndGaps(text: Text): readonly Text[] {
  const pieces: TextPart[][] = [[]];
  for (const part of partsOf(text)) {
    const split = typeof part === 'string' ? part.split(between) : [part];
    for (const [index, piece] of split.entries()) {
      if (index > 0) pieces.push([]);
      pieces.at(-1)?.push(piece);
    }
  }
  return pieces.map(textOf);
}

/** Whether a text is more than one word. */
export function isDocument(text: Text): boolean {
  return wordsAndGaps(text).length > 1;
}
