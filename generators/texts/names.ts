/**
 * Names that one part of a system takes for equal and another for different: `Admin` and `admin`, `ﬁle` and `file`. The `name.`
 * classes.
 */

import fc from 'fast-check';
import type { KnownValue } from '../../model/knowledge.ts';
import { limits } from '../../model/limits.ts';
import { applyChange, type Text, type ValueChange } from '../../model/text.ts';
import { type Aim, changed, distinctValues, foreignPart, knownPart, someName } from '../base/aim.ts';
import { firstTried } from '../base/firstTried.ts';
import { oneOf, phrase } from '../base/phrase.ts';
import { delimiters } from '../base/pool.ts';
import { knownNames, type SentText } from '../base/sent.ts';
import type { TextGenerator } from '../base/textGenerator.ts';

/** Letters whose case mapping surprises: dotless and dotted i, sharp s, long s, the Kelvin sign. */
const oddCases = ['ı', 'İ', 'ß', 'ſ', '\u212a'];
/** Ligature, full-width, compatibility and composed letters. */
const foldedLetters = ['ﬁ', 'Å', 'é', 'ａ', '①', 'ª', 'ǆ'];
/** Letters of other scripts that look like a, e, o, p, c, x. */
const lookAlikes: Readonly<Record<string, string>> = { a: 'а', e: 'е', o: 'о', p: 'р', c: 'с', x: 'х' };
/** Capitals without a lower case of their own: folded after lower-casing they come out as capitals. */
const lateCapitals = ['\u{1d400}', 'ℂ', 'ᴬ', '\u{1d49c}'];
const digits = ['1', '0', '01', '1.0', '1e0', '+1', '-0', '١', '１', '²', '①', '0x1', '1_0'];
const reserved = [
  'null',
  'None',
  'undefined',
  '__proto__',
  'constructor',
  'META',
  'admin',
  'NaN',
  'true',
  'self',
];
const blanks = ['', ' ', '\t', '\u00a0', '\u3000', '\u200b', ...delimiters.slice(0, 4)];
const lengths = [31, 32, 33, 63, 64, 65, 127, 128, 129, 254, 255];

export const nameGenerators: readonly TextGenerator[] = [
  {
    class: 'name.case',
    weight: 15,
    arbitrary: (aim) => fc.oneof(changedKnown(aim, ['upper', 'lower', 'capital']), withLetter(aim, oddCases)),
    recognises: (sent) => isKnownInOtherCase(sent) || /[ıİßſ\u212a]/.test(sent.sample),
  },
  {
    class: 'name.normalise',
    weight: 15,
    arbitrary: (aim) =>
      fc.oneof(
        changedKnown(aim, ['nfd', 'fullwidth']),
        withLetter(aim, foldedLetters),
        someName(aim).map(lookAlike),
      ),
    recognises: ({ sample }) =>
      sample.isWellFormed() &&
      (['NFKC', 'NFD'].some((form) => sample.normalize(form) !== sample) || mixesScripts(sample)),
  },
  {
    class: 'name.order',
    weight: 10,
    arbitrary: (aim) => withLetter(aim, lateCapitals),
    recognises: ({ sample }) =>
      sample.isWellFormed() && lower(sample).normalize('NFKC') !== lower(sample.normalize('NFKC')),
  },
  {
    class: 'name.truncate',
    weight: 10,
    arbitrary: truncated,
    recognises: ({ sample }) => sample.length > 24 && /(.)\1{7,}/su.test(sample),
  },
  {
    class: 'name.digits',
    weight: 10,
    arbitrary: (aim) => fc.oneof(oneOf(...digits), phrase(someName(aim), oneOf('١', '１', '²'))),
    recognises: ({ sample }) =>
      /^[+-]?\d+(?:[._]\d+)?(?:e\d+)?$|^0x\d+$/.test(sample) || oddDigit.test(sample),
  },
  {
    class: 'name.reserved',
    weight: 10,
    arbitrary: () => oneOf(...reserved),
    recognises: ({ sample }) => reserved.includes(sample),
  },
  {
    class: 'name.blank',
    weight: 10,
    arbitrary: () => oneOf(...blanks),
    recognises: ({ sample }) => /^[\s\u200b]*$/u.test(sample) || delimiters.includes(sample),
  },
];

const oddDigit = /(?![0-9])\p{N}/u;

function lower(text: string): string {
  return text.toLowerCase();
}

/** A known name, the victim's if there is one, after a change that alters it and some comparison ignores. */
function changedKnown(aim: Aim, choices: readonly ValueChange[]): fc.Arbitrary<Text> {
  const values = aim.foreign.length > 0 ? aim.foreign : aim.own;
  const what = 'known names are sent with changes';
  const known = firstTried(
    aim.knowledge,
    aim.operation,
    distinctValues(values),
    limits.changedNamesMax,
    what,
  );
  const altered = (some: readonly KnownValue[]): readonly Text[] =>
    some.flatMap((value) =>
      choices
        .filter((change) => applyChange(value.value, change) !== value.value)
        .map((change): Text => [changed(knownPart(value), change)]),
    );
  const [near, all] = [altered(known.slice(0, limits.changedNamesNear)), altered(known)];
  // Those that belong here come first, and as often as all others, however many operations there are.
  if (near.length > 0) return fc.oneof(oneOf(...near), oneOf(...all));
  if (all.length > 0) return oneOf(...all);
  return fc.tuple(someName(aim), oneOf(...choices)).map(([name, how]) => spelt(name, how));
}

function spelt(name: string, change: ValueChange): string {
  return change === 'fullwidth' || change === 'nfd'
    ? name.replace('a', 'ａ').replace('e', 'e\u0301')
    : name.toUpperCase();
}

function withLetter(aim: Aim, letters: readonly string[]): fc.Arbitrary<Text> {
  return fc.oneof(phrase(oneOf(...letters), someName(aim)), phrase(oneOf(...letters)));
}

function lookAlike(name: string): string {
  const alike = name.replace(/[aeopcx]/, (letter) => lookAlikes[letter] ?? letter);
  return alike === name ? `${lookAlikes['a']}${name}` : alike;
}

/** Latin letters beside Greek or Cyrillic ones, or Cyrillic ones that pass for Latin. */
function mixesScripts(sample: string): boolean {
  return /[\u0370-\u04ff]/.test(sample) && /^[\u0000-\u04ff]*$/.test(sample);
}

function isKnownInOtherCase({ sample, knowledge }: SentText): boolean {
  const folded = lower(sample);
  return knownNames(knowledge).some((known) => known.lower === folded && known.value !== sample);
}

/** Long enough to be cut, so that the rest equals another name; one length cuts a letter of two bytes in half. */
function truncated(aim: Aim): fc.Arbitrary<Text> {
  const known = foreignPart(aim);
  const filling = fc
    .tuple(oneOf('a', ' ', '0', 'é'), oneOf(...lengths))
    .map(([filler, n]) => filler.repeat(n));
  return known === null ? filling : fc.oneof(filling, phrase(known, filling));
}
