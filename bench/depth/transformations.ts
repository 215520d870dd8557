/** What applications do to a text on its way, and how a text is sent that comes out of it as another. */
import type { Dice } from './dice.ts';

export interface Transformation {
  readonly id: string;
  readonly imports: readonly string[];
  /** A Python expression of the text in a Python expression. */
  readonly python: (value: string) => string;
  /** A text that becomes `wanted`. */
  readonly inverse: (wanted: string) => string;
}

/** Done to tidy a text up; a text of small letters, digits, dots and slashes goes through as it is. */
const tidying: readonly Transformation[] = [
  { id: 'strip', imports: [], python: (value) => `${value}.strip()`, inverse: same },
  { id: 'lower', imports: [], python: (value) => `${value}.lower()`, inverse: same },
  { id: 'casefold', imports: [], python: (value) => `${value}.casefold()`, inverse: same },
  { id: 'cut', imports: [], python: (value) => `${value}[:120]`, inverse: same },
  { id: 'rstrip-dots', imports: [], python: (value) => `${value}.rstrip(". ")`, inverse: same },
  {
    id: 'squeeze-blanks',
    imports: ['import re'],
    python: (value) => `re.sub(r"\\s+", " ", ${value})`,
    inverse: same,
  },
];

/** What makes a way out of a folder of a text that has none, by what a check before it looks for. */
export interface Disguise extends Transformation {
  /** Whether the sent text still holds `..`, and whether a slash. */
  readonly keeps: { readonly dots: boolean; readonly slash: boolean };
}

const disguises: readonly Disguise[] = [
  {
    id: 'unquote',
    imports: ['from urllib.parse import unquote'],
    python: (value) => `unquote(${value})`,
    inverse: (wanted) => wanted.replaceAll('.', '%2e').replaceAll('/', '%2f'),
    keeps: { dots: false, slash: false },
  },
  {
    id: 'nfkc',
    imports: ['import unicodedata'],
    python: (value) => `unicodedata.normalize("NFKC", ${value})`,
    inverse: (wanted) => wanted.replaceAll('.', '\uff0e').replaceAll('/', '\uff0f'),
    keeps: { dots: false, slash: false },
  },
  {
    id: 'html-unescape',
    imports: ['import html'],
    python: (value) => `html.unescape(${value})`,
    inverse: (wanted) => wanted.replaceAll('.', '&#46;').replaceAll('/', '&#47;'),
    keeps: { dots: false, slash: false },
  },
  {
    id: 'backslash',
    imports: [],
    python: (value) => `${value}.replace("\\\\", "/")`,
    inverse: (wanted) => wanted.replaceAll('/', '\\'),
    keeps: { dots: true, slash: false },
  },
  {
    id: 'zero-width',
    imports: ['import re'],
    python: (value) => `re.sub("[\\u200b-\\u200f\\ufeff]", "", ${value})`,
    inverse: (wanted) => wanted.replaceAll('..', '.\u200b.'),
    keeps: { dots: false, slash: true },
  },
  {
    id: 'remove-dotdot-once',
    imports: [],
    python: (value) => `${value}.replace("../", "")`,
    inverse: (wanted) => wanted.replaceAll('../', '....//'),
    keeps: { dots: true, slash: true },
  },
  {
    id: 'tildes-removed',
    imports: [],
    python: (value) => `${value}.replace("~", "")`,
    inverse: (wanted) => wanted.replaceAll('..', '.~.'),
    keeps: { dots: false, slash: true },
  },
];

function same(text: string): string {
  return text;
}

/** Some tidying, or none, through which an absolute path goes as it is. */
export function drawTidyingOfPaths(dice: Dice): Transformation {
  const kept = tidying.filter(({ id }) => !['lower', 'casefold', 'cut'].includes(id));
  return chainOf(dice.shuffled(kept).slice(0, dice.whole(0, 2)));
}

/** Tidying with one disguise in it. */
export function drawDisguise(dice: Dice): { readonly chain: Transformation; readonly disguise: Disguise } {
  const disguise = dice.pick(disguises);
  const around = dice.shuffled(tidying).slice(0, dice.whole(0, 2));
  const at = dice.whole(0, around.length);
  return { chain: chainOf([...around.slice(0, at), disguise, ...around.slice(at)]), disguise };
}

/** One after the other, the first one first. */
export function chainOf(list: readonly Transformation[]): Transformation {
  return {
    id: list.map(({ id }) => id).join(', ') || 'nothing',
    imports: list.flatMap(({ imports }) => imports),
    python: (value) => list.reduce((inner, one) => one.python(inner), value),
    inverse: (wanted) => list.reduceRight((text, one) => one.inverse(text), wanted),
  };
}

/** By which two names become one. */
export interface Fold extends Transformation {
  /** Another name that becomes what `name`, of small letters and digits, becomes. */
  readonly alias: (name: string) => string;
  /** Which names a field gives where nobody attacks: a value of the config, and the same by hand. */
  readonly example: string;
  readonly harmless: (word: () => string) => string;
}

const folds: readonly Fold[] = [
  ...[
    fold(
      'lower',
      (value) => `${value}.lower()`,
      (name) => name.toUpperCase(),
    ),
    fold(
      'casefold',
      (value) => `${value}.casefold()`,
      (name) => name.toUpperCase(),
    ),
    fold(
      'strip',
      (value) => `${value}.strip()`,
      (name) => `${name} `,
    ),
    fold(
      'remove-dots',
      (value) => `${value}.replace(".", "")`,
      (name) => `${name.slice(0, 1)}.${name.slice(1)}`,
    ),
    fold(
      'suffix-dropped',
      (value) => `${value}.removesuffix(".json")`,
      (name) => `${name}.json`,
    ),
    fold(
      'first-word',
      (value) => `${value}.split(" ")[0]`,
      (name) => `${name} more`,
    ),
  ],
  ...[
    fold('nfkc', (value) => `unicodedata.normalize("NFKC", ${value})`, fullWidth, 'import unicodedata'),
    fold(
      'nfkc-casefold',
      (value) => `unicodedata.normalize("NFKC", ${value}).casefold()`,
      fullWidth,
      'import unicodedata',
    ),
    fold(
      'slugify',
      (value) => `slugify(${value})`,
      (name) => `${name}!`,
      'from django.utils.text import slugify',
    ),
    fold(
      'basename',
      (value) => `posixpath.basename(${value})`,
      (name) => `x/${name}`,
      'import posixpath',
    ),
    fold(
      'normpath',
      (value) => `posixpath.normpath(${value})`,
      (name) => `./${name}`,
      'import posixpath',
    ),
    fold('unquote', (value) => `unquote(${value})`, percentFirst, 'from urllib.parse import unquote'),
  ],
  {
    ...fold(
      'cut',
      (value) => `${value}[:30]`,
      (name) => `${name}x`,
    ),
    example: "text({ example: '{token}-{token}-{token}' })",
    harmless: (word) => `${word()}-${word()}-${word()}`,
  },
];

function fold(
  id: string,
  expression: (value: string) => string,
  alias: (name: string) => string,
  ...imports: readonly string[]
): Fold {
  return {
    id,
    imports,
    python: expression,
    inverse: same,
    alias,
    example: 'text()',
    harmless: (word) => word(),
  };
}

function fullWidth(name: string): string {
  return name.replace(/[a-z0-9]/, (first) => String.fromCodePoint((first.codePointAt(0) ?? 0) + 0xfee0));
}

function percentFirst(name: string): string {
  return `%${name.charCodeAt(0).toString(16)}${name.slice(1)}`;
}

export function drawFold(dice: Dice): Fold {
  return dice.pick(folds);
}
