/**
 * Reads Python source as lines, as far as a place in it has to be named: the code of each without comments, how far it is
 * indented, and whether it begins a statement. It knows strings, brackets and continued lines, and no grammar: a faulty file
 * gives lines all the same.
 */

export interface SourceLine {
  /** Without a comment, and with one space for each run of white space. */
  readonly code: string;
  readonly indent: number;
  /** Whether it begins a statement: not within brackets, a string of several lines, or after a backslash. */
  readonly opens: boolean;
}

/** What a line leaves open for the next one. */
interface LeftOpen {
  /** The quotes of a string of several lines. */
  readonly quotes: string | null;
  readonly depth: number;
  readonly continued: boolean;
}

export function readSourceLines(text: string): readonly SourceLine[] {
  let open: LeftOpen = { quotes: null, depth: 0, continued: false };
  return text.split(/\r\n|\r|\n/).map((raw) => {
    const isWithin = open.quotes !== null || open.depth > 0 || open.continued;
    const { code, left } = readLine(raw, open);
    open = left;
    const words = code.replace(/\s+/g, ' ').trim();
    return { code: words, indent: indentOf(raw), opens: !isWithin && words !== '' };
  });
}

const tabWidth = 8;

function indentOf(raw: string): number {
  const blank = /^[ \t\f]*/.exec(raw)?.[0] ?? '';
  return blank.replaceAll('\t', ' '.repeat(tabWidth)).length;
}

/** Quotes, brackets, a comment, a backslash with what it escapes, or any other character. */
const piece = /"""|'''|["']|[([{]|[)\]}]|#|\\[\s\S]?|[\s\S]/g;

function readLine(raw: string, { quotes: before, depth: outer }: LeftOpen): { code: string; left: LeftOpen } {
  let quotes = before;
  let depth = outer;
  let code = '';
  for (const [part] of raw.matchAll(piece)) {
    if (quotes === null && part === '#') break;
    code += part;
    if (quotes !== null) quotes = part === quotes ? null : quotes;
    else if (/^["']/.test(part)) quotes = part;
    else if (/[([{]/.test(part)) depth += 1;
    else if (/[)\]}]/.test(part)) depth = Math.max(0, depth - 1);
  }
  const continued = code.endsWith('\\');
  // A string in plain quotes ends with its line, unless that is continued.
  if (quotes !== null && quotes.length === 1 && !continued) quotes = null;
  return { code, left: { quotes, depth, continued } };
}
