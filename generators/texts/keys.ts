/**
 * Values that reach another actor's items: the `key.` classes that a single argument can carry, such as `acme#7` with the
 * delimiter in it.
 */
import fc from 'fast-check';
import type { Text, TextPart, ValueChange } from '../../model/text.ts';
import { type Aim, changed, foreignPart, ownPart, someName } from '../base/aim.ts';
import { oneOf, phrase, weighted } from '../base/phrase.ts';
import { delimiters, plainNames } from '../base/pool.ts';
import { foldedName, foreignNames, foreignValues, knownNames, type SentText } from '../base/sent.ts';
import type { TextGenerator } from '../base/textGenerator.ts';

export const keyGenerators: readonly TextGenerator[] = [
  {
    class: 'key.foreign-id',
    weight: 240,
    arbitrary: (aim) => weighted<Text>([{ weight: 1, arbitrary: asText(foreignPart(aim)) }]),
    recognises: ({ sample, knowledge }) => sample !== '' && foreignValues(knowledge).includes(sample),
  },
  {
    class: 'key.foreign-derived',
    weight: 30,
    arbitrary: derived,
    recognises: isDerivedText,
  },
  {
    class: 'key.delimiter',
    weight: 30,
    arbitrary: delimited,
    recognises: isDelimited,
  },
  {
    class: 'key.prefix',
    weight: 10,
    arbitrary: (aim) => {
      const known = foreignPart(aim) ?? ownPart(aim);
      if (known === null) return null;
      return fc.oneof(
        phrase(known, oneOf('0', '1', 'a', '-')),
        known.map((part) => [changed(part, 'dropLast')]),
      );
    },
    recognises: ({ sample, knowledge }) =>
      sample !== '' &&
      knownNames(knowledge).some(({ value }) => value !== sample && oneStarts(value, sample)),
  },
  {
    class: 'key.empty-part',
    weight: 10,
    arbitrary: (aim) => {
      const known = foreignPart(aim) ?? ownPart(aim) ?? someName(aim);
      const sign = oneOf(...delimiters);
      return fc.oneof(phrase(known, sign), phrase(sign, known), phrase(sign, sign), phrase(''));
    },
    recognises: ({ sample }) =>
      sample === '' || delimiters.some((sign) => sample.startsWith(sign) || sample.endsWith(sign)),
  },
];

function asText(part: fc.Arbitrary<TextPart> | null): fc.Arbitrary<Text> | null {
  return part === null ? null : part.map((drawn) => [drawn]);
}

/** Another actor's value, one step away: in front, behind, in other letters, encoded. */
function derived(aim: Aim): fc.Arbitrary<Text> | null {
  const foreign = foreignPart(aim);
  if (foreign === null) return null;
  const change = fc.tuple(
    foreign,
    oneOf<ValueChange>('upper', 'percent', 'dropLast', 'capital', 'fullwidth'),
  );
  return fc.oneof(
    phrase(oneOf('./', ' ', '0', ...delimiters), foreign),
    phrase(foreign, oneOf('/', '/.', ' ', '\0', '%00', aim.extension || '.txt', ...delimiters)),
    change.map(([part, how]) => [changed(part, how)]),
    phrase(foreign, '/', someName(aim)),
  );
}

function isDerivedText({ text, sample, knowledge }: SentText): boolean {
  const referred =
    Array.isArray(text) && text.some((part) => refersToForeign(part, knowledge.actors.victims));
  if (referred) return !foreignValues(knowledge).includes(sample);
  const folded = foldedName(sample);
  const values = foreignNames(knowledge);
  return values.some(
    ({ value, folded: name }) => value.length > 2 && value !== sample && folded.includes(name),
  );
}

function refersToForeign(part: TextPart, victims: readonly string[]): boolean {
  return typeof part === 'object' && 'known' in part && victims.includes(part.known.actor);
}

/** Two parts of a key written into one argument. */
function delimited(aim: Aim): fc.Arbitrary<Text> {
  const sign = oneOf(...delimiters, ...learntSigns(aim));
  const part = weighted<Text | TextPart>([
    { weight: 3, arbitrary: foreignPart(aim) },
    { weight: 1, arbitrary: ownPart(aim) },
    { weight: 1, arbitrary: someName(aim) },
  ]);
  const either = part ?? someName(aim);
  return fc.oneof(phrase(either, sign, either), phrase(either, sign, someName(aim)));
}

/** A delimiter between two parts. Hyphens and underscores also occur in plain names, so they need a known part beside them. */
function isDelimited({ sample, knowledge }: SentText): boolean {
  if (sample.length < 2 || knownNames(knowledge).some(({ value }) => value === sample)) return false;
  return delimiters.some((sign) => {
    if (!sample.includes(sign)) return false;
    if (sign !== '-' && sign !== '_') return true;
    const beside = knownNames(knowledge).some(
      ({ value }) => value !== '' && (sample.includes(value + sign) || sample.includes(sign + value)),
    );
    return beside || sample.split(sign).every((side) => plainNames.some((name) => side.startsWith(name)));
  });
}

/** Delimiters that known values carry come more often than others. */
function learntSigns({ knowledge }: Aim): readonly string[] {
  const seen = delimiters.filter((sign) => knownNames(knowledge).some(({ value }) => value.includes(sign)));
  return [...seen, ...seen];
}

/** Whether one text equals the other with a character or two appended. */
function oneStarts(left: string, right: string): boolean {
  const [short, long] = left.length < right.length ? [left, right] : [right, left];
  return short !== '' && long.length - short.length <= 2 && long.startsWith(short);
}
