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

/** What is asked of a parameter whose text arrives in such a place. */
export function harmlessValues(own: OwnValue, store: TextChain['store']): readonly HarmlessValue[] {
  const paths =
    store === 'item'
      ? [belowValue(own)]
      : [pathValue(own), dotsValue(own), withBehind(own, 'a zero byte behind', '\0x')];
  return [
    lettersValue(own),
    endsValue(own),
    ...paths,
    signsValue(own),
    behindValue(own),
    unseenValue(own),
    longValue(own),
  ];
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

function lettersValue(own: OwnValue): HarmlessValue {
  return {
    ...withLetters(own, 'letters', [upper, percent, percentTwice, entity, fullWidth, decomposed]),
    apart: [
      withLetters(own, 'capitals', [upper]),
      withLetters(own, 'escapes', [percent, percentTwice]),
      withLetters(own, 'forms of letters', [fullWidth, decomposed]),
      withLetters(own, 'entities', [entity]),
    ],
  };
}

/** The first letters of the word, each in another disguise. */
function withLetters({ value, word }: OwnValue, asks: string, disguises: readonly Disguise[]): HarmlessValue {
  const left = [...disguises];
  let done = 0;
  let written = '';
  for (const letter of word) {
    if (left.length === 0) break;
    const disguise = /[a-z]/.test(letter) ? left.shift() : undefined;
    written += disguise === undefined ? letter : disguise(letter);
    done += 1;
  }
  const letters = word.slice(done);
  return { asks, value: value.replace(word, written + letters), letters, apart: [] };
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

/** Signs that are replaced or left away, between letters. */
function signsValue({ value, word }: OwnValue): HarmlessValue {
  const signs = (asks: string, before: string): HarmlessValue => ({
    ...{ asks, value: value.replace(word, () => before + word), letters: word, apart: [] },
  });
  return {
    ...signs('signs', "b\\c:d  e#f+g~h!i,j|k'l@m$n_o-p"),
    apart: [signs('backslashes', 'b\\'), signs('blanks between', 'b  c'), signs('plain signs', 'b:c~d_e-')],
  };
}

/** Signs behind the name, at which it may be cut. */
function behindValue(own: OwnValue): HarmlessValue {
  return withBehind(own, 'signs behind', ';a?b#c d');
}

function withBehind({ value, word }: OwnValue, asks: string, signs: string): HarmlessValue {
  return { asks, value: value + signs, letters: word, apart: [] };
}

/** Signs that nobody sees, between letters. */
function unseenValue({ value, word }: OwnValue): HarmlessValue {
  const signs = `${word.slice(0, 2)}\u200b${word.slice(2, 4)}\u202e${word.slice(4)}`;
  return { asks: 'unseen signs', value: value.replace(word, signs), letters: word.slice(4), apart: [] };
}

function longValue({ value, word }: OwnValue): HarmlessValue {
  const long = value.replace(word, word + 'x'.repeat(300));
  return { asks: 'length', value: long, letters: word, apart: [] };
}
