/**
 * Documents within texts, known by their form alone: JSON and what is written like it (`{'a': None}`), XML. Their values
 * are others then; what makes them documents (names, signs, words as `true`) stays.
 */
import { isJsonText } from '../../model/json.ts';

/** How a value within is exchanged. */
type Exchange = (value: string) => string;

const quoted = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/s;
const number = /(?<![A-Za-z0-9_.])-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![A-Za-z0-9_.])/;
const tokens = new RegExp(`(${quoted.source})(\\s*:)?|(${number.source})`, 'gs');
const documentWords = new RegExp(`${quoted.source}|\\b(?:true|false|True|False)\\b`, 'gs');

/** Of what is no JSON: a quote that nothing closes is looked for up to the end. */
const likeJsonCharactersMax = 50_000;

/** The document with other values; null where the text is none. */
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

/** A document with its flags turned; null where the text is none. */
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

/** The opposite of a word that says yes or no, in its letter case; null for any other. */
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

/** A string as it is written, with other content written the same way. */
function changedString(written: string, change: Exchange): string {
  if (!written.startsWith('"') || !isJsonText(written)) return changedWithin(written, change);
  const content: unknown = JSON.parse(written);
  const changed = JSON.stringify(change(String(content)));
  return /[^ -~]/.test(written) ? changed : changed.replace(/[^ -~]/g, escapedCharacter);
}

function escapedCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Between the quotes, what a backslash writes left as it is. */
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

/** Texts between tags and values of attributes; references to entities stay. */
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
