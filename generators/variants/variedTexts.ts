/** Changes of one text, and of two: `a/b` and `..` become `a/..`, `../a/b` or `a..b`. */
import { partsOf, type Text, type TextPart, textOf, valueChanges } from '../../model/text.ts';
import { delimiters } from '../base/pool.ts';
import type { Dice } from './dice.ts';

/** Signs that mean something in paths, keys, addresses and formats, and white space. */
const meaningfulSigns: readonly string[] = [
  '/',
  '\\',
  '.',
  '..',
  '%',
  '+',
  '*',
  '?',
  '=',
  '&',
  '"',
  ' ',
  '\t',
  ...delimiters,
];

type TextChange = (text: Text, word: string, dice: Dice) => Text;

const textChanges: readonly TextChange[] = [
  (text, word) => textOf([...partsOf(text), word]),
  (text, word) => textOf([word, ...partsOf(text)]),
  (text, word, dice) => withInserted(text, word, dice),
  (_, word) => word,
  (text) => literally(text, (literal) => literal.toUpperCase()),
  (text, _, dice) => changedValues(text, dice),
  (text) => literally(text, (literal) => literal.toLowerCase()),
  (text) => textOf([...partsOf(text), ...partsOf(text)]),
  (text, _, dice) =>
    textOf([...partsOf(text), (dice.pick(['a', '1', '/a', '../']) ?? 'a').repeat(4 << dice.below(4))]),
  (text, _, dice) => literally(text, (literal) => literal.slice(dice.below(literal.length + 1))),
  (text, _, dice) => literally(text, (literal) => literal.slice(0, dice.below(literal.length + 1))),
  (text) => literally(text, encodeURIComponentOf),
  (_text, _word, dice) => dice.pick(['', ' ', '0', '-1', 'true', 'null', '*']) ?? '',
  () => '',
];

/** `words`: constants of the target's code, which it compares texts with and divides them at. */
export function changedText(text: Text, words: readonly string[], dice: Dice): Text {
  const change = dice.pick(textChanges);
  const word = (dice.below(3) > 0 ? dice.pick(words) : null) ?? dice.pick(meaningfulSigns) ?? '';
  return change === null ? text : change(text, word, dice);
}

/** One text with another: behind it, before it, within it, or in place of what follows its last sign. */
export function joinedTexts(one: Text, other: Text, dice: Dice): Text {
  const between = dice.below(2) === 0 ? [] : [dice.pick(meaningfulSigns) ?? ''];
  switch (dice.below(5)) {
    case 0:
      return textOf([...partsOf(one), ...between, ...partsOf(other)]);
    case 1:
      return textOf([...partsOf(other), ...between, ...partsOf(one)]);
    case 2:
      return withInserted(one, other, dice);
    case 3:
      return other;
    default: {
      const kept = partsOf(one).slice(0, -1);
      const last = partsOf(one).at(-1);
      const head = typeof last === 'string' ? last.slice(0, last.search(/[\w~]*$/u)) : (last ?? '');
      return textOf([...kept, head, ...partsOf(other)]);
    }
  }
}

/** Moves what is on one side of a delimiter in one text over to the other: `a#b` and `c` become `a` and `b#c`. */
export function shiftedTexts(one: Text, other: Text, dice: Dice): readonly [Text, Text] | null {
  if (typeof one !== 'string') return null;
  const found = ['/', ...delimiters].filter((sign) => one.includes(sign));
  const sign = dice.pick(found);
  if (sign === null) return null;
  const at = one.indexOf(sign);
  return [one.slice(0, at), textOf([one.slice(at + sign.length), sign, ...partsOf(other)])];
}

function withInserted(text: Text, piece: Text, dice: Dice): Text {
  const parts = partsOf(text);
  const at = dice.below(parts.length + 1);
  const part = parts[at];
  if (typeof part !== 'string') return textOf([...parts.slice(0, at), ...partsOf(piece), ...parts.slice(at)]);
  const cut = dice.below(part.length + 1);
  const split: readonly TextPart[] = [part.slice(0, cut), ...partsOf(piece), part.slice(cut)];
  return textOf([...parts.slice(0, at), ...split, ...parts.slice(at + 1)]);
}

/** Values that are filled in later, in another form: in capitals, percent-encoded, without their last character. */
function changedValues(text: Text, dice: Dice): Text {
  const change = dice.pick(valueChanges);
  if (change === null) return text;
  const parts = partsOf(text).map((part) =>
    typeof part !== 'string' && 'known' in part ? { ...part, change } : part,
  );
  return textOf(parts);
}

function literally(text: Text, map: (literal: string) => string): Text {
  return textOf(partsOf(text).map((part) => (typeof part === 'string' ? map(part) : part)));
}

function encodeURIComponentOf(literal: string): string {
  return literal.isWellFormed() ? encodeURIComponent(literal).replaceAll('.', '%2E') : literal;
}
