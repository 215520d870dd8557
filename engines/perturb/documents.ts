/**
 * Changes the values of documents in texts, recognised by their syntax: JSON and its like (`{'a': None}`), XML. Names,
 * punctuation and words like `true` stay, so that the text parses as before.
 */
import { isJsonText } from '../../model/json.ts';

/** Replaces a value in a document. */
type Exchange = (value: string) => string;

const quoted = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/s;
const number = /(?<![A-Za-z0-9_.])-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![A-Za-z0-9_.])/;
const tokens = new RegExp(`(${quoted.source})(\\s*:)?|(${number.source})`, 'gs');
const documentWords = new RegExp(`${quoted.source}|\\b(?:true|false|True|False)\\b`, 'gs');

/** For texts that are no JSON, because an unclosed quote is searched to the end. */
const likeJsonCharactersMax = 50_000;

/** The document with other values; null if the text is no document. */
export function changedDocument(text: string, change: Exchange): string | null {
  if (isXml(text)) return changedXml(text, change);
  if (!isBracketed(text))
    return isJsonText(text) && text.startsWith('"') ? changedString(text, change) : null;
  const isWhole = isJsonText(text);
  if (!isWhole && text.length > likeJsonCharactersMax) return null;
  const changed = text.replace(tokens, (whole, string?: string, colon?: string) => {
    if (string === undefined) return change(whole);
    return colon === undefined ? changedString(string, change) : whole;
  });
  return changed !== text || isWhole ? changed : null;
}

/** The document with its flags inverted; null if the text is no document. */
export function turnedDocument(text: string): string | null {
  if (!isBracketed(text) || (text.length > likeJsonCharactersMax && !isJsonText(text))) return null;
  return text.replace(documentWords, (word) => turnedWord(word) ?? word);
}

const opposites: ReadonlyMap<string, string> = new Map(
  [
    ['true', 'false'],
    ['yes', 'no'],
    ['on', 'off'],
  ].flatMap(([yes = '', no = '']) => [
    [yes, no],
    [no, yes],
  ]),
);

/** The opposite of a word that says yes or no, in the same letter case; null for any other. */
export function turnedWord(word: string): string | null {
  const opposite = opposites.get(word.toLowerCase());
  if (opposite === undefined) return null;
  if (word === word.toLowerCase()) return opposite;
  return word === word.toUpperCase()
    ? opposite.toUpperCase()
    : opposite.charAt(0).toUpperCase() + opposite.slice(1);
}

function isBracketed(text: string): boolean {
  return /^\s*(?:\{.*\}|\[.*\])\s*$/s.test(text);
}

/** A string literal with other content in the same notation. */
function changedString(written: string, change: Exchange): string {
  if (!written.startsWith('"') || !isJsonText(written)) return changedWithin(written, change);
  const content: unknown = JSON.parse(written);
  const changed = JSON.stringify(change(String(content)));
  return /[^ -~]/.test(written) ? changed : changed.replace(/[^ -~]/g, escapedCharacter);
}

function escapedCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** The content between the quotes; escape sequences stay. */
function changedWithin(written: string, change: Exchange): string {
  const quote = written.charAt(0);
  const parts = written.slice(1, -1).split(/(\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.))/s);
  return (
    quote + parts.map((part, at) => (at % 2 === 1 || part === '' ? part : change(part))).join('') + quote
  );
}

function isXml(text: string): boolean {
  return /^\s*<(?:\?xml|!DOCTYPE|([A-Za-z][\w:.-]*)[^>]*>.*<\/\1\s*>\s*$|[A-Za-z][^>]*\/>\s*$)/is.test(text);
}

/** Texts between tags and values of attributes; entity references stay. */
function changedXml(text: string, change: Exchange): string {
  const changedText = (part: string): string =>
    part.replace(/&[#\w]+;|[^&\s](?:[^&]*[^&\s])?/g, (piece) =>
      piece.startsWith('&') ? piece : change(piece).replace(/[<>&"']/g, '-'),
    );
  return text.replace(
    /<[?!][^>]*>|(<\/?[A-Za-z][^\s>/]*)((?:[^>"']|"[^"]*"|'[^']*')*>)|[^<]+/g,
    (piece, tag?: string, rest?: string) => {
      if (tag === undefined) return piece.startsWith('<') ? piece : changedText(piece);
      return (
        tag +
        (rest ?? '').replace(
          /"[^"]*"|'[^']*'/g,
          (value) => value.charAt(0) + changedText(value.slice(1, -1)) + value.charAt(0),
        )
      );
    },
  );
}
