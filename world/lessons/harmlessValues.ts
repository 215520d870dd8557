/**
 * Harmless values that reveal transformations of a text: for `zqab….txt` the value `zQ%61%2562….txt` shows whether letters are
 * folded and whether escapes are decoded once or twice. Whatever a target makes of them names only data of the attacker's own.
 */
import type { TextChain } from '../../model/textChain.ts';

export interface HarmlessValue {
  /** What it asks about: `letters`, `ends`. */
  readonly asks: string;
  readonly value: string;
  /** What no known step changes but in its case, by which what arrived is found. */
  readonly letters: string;
  /** The same in parts, for a target that takes it not all together. */
  readonly apart: readonly HarmlessValue[];
  /** Whether it asks for so much that only where it arrives as it was sent it tells anything. */
  readonly unchangedAlone?: true;
}

/** A value that is nobody else's, and its unguessable word. */
export interface OwnValue {
  readonly value: string;
  readonly word: string;
}

const wordForms = /zq[a-z2-7]{14}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{16,}/i;

/** Null for what anybody might send. */
export function ownValueOf(value: string): OwnValue | null {
  const word = wordForms.exec(value)?.[0];
  return word === undefined || value.length > 200 ? null : { value, word };
}

/** A place at which a text arrives, and what stands before it there: folders, which keys may have too. */
type Landed = Pick<TextChain, 'store' | 'before'>;

/** What is asked of a parameter whose text arrives in such places. */
export function harmlessValues(own: OwnValue, landings: readonly Landed[]): readonly HarmlessValue[] {
  const { store, before } = mostAsked(landings);
  const signs = [lettersValue(own), endsValue(own), signsValue(own), behindValue(own), unseenValue(own)];
  const long = longValue(own);
  if (store === 'item')
    return [
      { ...everythingValue(own, longTail), apart: [...signs, long] },
      belowValue(own),
      ...(before.includes('/') ? [dotsValue(own)] : []),
    ];
  const paths = [pathValue(own), dotsValue(own), withBehind(own, 'a zero byte behind', '\0x')];
  // A file's name that is too long is refused, with all that it holds besides.
  return [{ ...everythingValue(own, ''), apart: signs }, ...paths, long];
}

/** A path or an object's key, else an item's key with folders, else another one. */
function mostAsked(landings: readonly Landed[]): Landed {
  const path = landings.find(({ store }) => store !== 'item');
  const [first] = landings;
  return (
    path ?? landings.find(({ before }) => before.includes('/')) ?? first ?? { store: 'item', before: '' }
  );
}

type Disguise = (letter: string) => string;

const upper: Disguise = (letter) => letter.toUpperCase();
const percent: Disguise = (letter) => `%${hexOf(letter)}`;
const percentTwice: Disguise = (letter) => `%25${hexOf(letter)}`;
const entity: Disguise = (letter) => `&#${letter.codePointAt(0)};`;
const fullWidth: Disguise = (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0);
/** An accent of its own behind a letter, which a normal form joins with it. */
const decomposed: Disguise = () => 'e\u0301';

function hexOf(letter: string): string {
  return letter.charCodeAt(0).toString(16);
}

/** Signs of all kinds at once: most keys hold what was sent as it was sent, and one step is enough to show it. */
function everythingValue({ value, word }: OwnValue, tail: string): HarmlessValue {
  const { written, letters } = disguisedWord(word, allDisguises);
  const inside = `${plainSigns}${written}${unseenSigns.join('')}${letters}${tail}`;
  const whole = `. ${value.replace(word, () => inside)}${signsBehind}. `;
  return { asks: 'everything', value: whole, letters, apart: [], unchangedAlone: true };
}

const allDisguises: readonly Disguise[] = [upper, percent, percentTwice, entity, fullWidth, decomposed];

function lettersValue(own: OwnValue): HarmlessValue {
  return {
    ...withLetters(own, 'letters', allDisguises),
    apart: [
      withLetters(own, 'capitals', [upper]),
      withLetters(own, 'escapes', [percent, percentTwice]),
      withLetters(own, 'forms of letters', [fullWidth, decomposed]),
      withLetters(own, 'entities', [entity]),
    ],
  };
}

function withLetters({ value, word }: OwnValue, asks: string, disguises: readonly Disguise[]): HarmlessValue {
  const { written, letters } = disguisedWord(word, disguises);
  return { asks, value: value.replace(word, () => written + letters), letters, apart: [] };
}

/** The first letters of a word, each in another disguise, and those behind them. */
function disguisedWord(
  word: string,
  disguises: readonly Disguise[],
): { readonly written: string; readonly letters: string } {
  const left = [...disguises];
  let done = 0;
  let written = '';
  for (const letter of word) {
    if (left.length === 0) break;
    const disguise = /[a-z]/.test(letter) ? left.shift() : undefined;
    written += disguise === undefined ? letter : disguise(letter);
    done += 1;
  }
  return { written, letters: word.slice(done) };
}

/** Blanks and dots at both ends, in either order. */
function endsValue({ value, word }: OwnValue): HarmlessValue {
  const ends = (asks: string, around: string): HarmlessValue => ({
    ...{ asks, value: around, letters: word, apart: [] },
  });
  return {
    ...ends('ends', `. ${value}. `),
    apart: [ends('blanks', ` ${value} `), ends('a dot behind', `${value}.`)],
  };
}

/** Folders that are the attacker's own, a step back that only a filter makes, and a name. */
function pathValue({ value, word }: OwnValue): HarmlessValue {
  const folder = word.slice(0, 8);
  const path = `${folder}x/....//${folder}y/./${value}`;
  return { asks: 'folders', value: path, letters: word, apart: [] };
}

/** A name in a folder that is the attacker's own. */
function belowValue({ value, word }: OwnValue): HarmlessValue {
  return { asks: 'a folder', value: `${word.slice(0, 8)}x/${value}`, letters: word, apart: [] };
}

/** A step back into the folder that it came from. */
function dotsValue({ value, word }: OwnValue): HarmlessValue {
  return { asks: 'steps back', value: `${word.slice(0, 8)}x/../${value}`, letters: word, apart: [] };
}

const plainSigns = "b\\c:d  e#f+g~h!i,j|k'l@m$n_o-p";

/** Signs that are replaced or left away, between letters. */
function signsValue({ value, word }: OwnValue): HarmlessValue {
  const signs = (asks: string, before: string): HarmlessValue => ({
    ...{ asks, value: value.replace(word, () => before + word), letters: word, apart: [] },
  });
  return {
    ...signs('signs', plainSigns),
    apart: [signs('backslashes', 'b\\'), signs('blanks between', 'b  c'), signs('plain signs', 'b:c~d_e-')],
  };
}

const signsBehind = ';a?b#c d';

/** Signs behind the name, at which it may be cut. */
function behindValue(own: OwnValue): HarmlessValue {
  return withBehind(own, 'signs behind', signsBehind);
}

function withBehind({ value, word }: OwnValue, asks: string, signs: string): HarmlessValue {
  return { asks, value: value + signs, letters: word, apart: [] };
}

const unseenSigns = ['\u200b', '\u202e'] as const;

/** Signs that nobody sees, between letters. */
function unseenValue({ value, word }: OwnValue): HarmlessValue {
  const [first, second] = unseenSigns;
  const signs = `${word.slice(0, 2)}${first}${word.slice(2, 4)}${second}${word.slice(4)}`;
  return { asks: 'unseen signs', value: value.replace(word, signs), letters: word.slice(4), apart: [] };
}

const longTail = 'x'.repeat(300);

function longValue({ value, word }: OwnValue): HarmlessValue {
  const long = value.replace(word, word + longTail);
  return { asks: 'length', value: long, letters: word, apart: [] };
}
