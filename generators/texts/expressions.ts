/**
 * Texts that end a quoted literal and continue the statement around it, PartiQL or SQL: `a' OR pk='b`. They succeed where a
 * target writes a value into a statement instead of binding it. Class `key.expression`.
 */
import fc from 'fast-check';
import { limits } from '../../model/limits.ts';
import { type Text, textOf } from '../../model/text.ts';
import { type Aim, keyAttributes, knownPart } from '../base/aim.ts';
import { firstTried } from '../base/firstTried.ts';
import { oneOf, phrase } from '../base/phrase.ts';
import type { TextGenerator } from '../base/textGenerator.ts';

const quotes: readonly string[] = ["'", '"'];

export const expressionGenerator: TextGenerator = {
  class: 'key.expression',
  weight: 6,
  arbitrary: (aim) => {
    const clauses = quotes.flatMap((quote) => clausesOf(aim, quote));
    return phrase(wordToSend(aim), fc.oneof(oneOf(...clauses), oneOf(...quotes)));
  },
  recognises: ({ sample }) => /['"]\s*(?:OR\b|$)/.test(sample),
};

/** The most effective of them. */
export function expressionProbes(aim: Aim): readonly Text[] {
  const [single = '', double = ''] = quotes;
  const clauses = [...clausesOf(aim, single), ...clausesOf(aim, double).slice(0, 1)];
  return clauses.map((clause) => textOf([wordToSend(aim), clause]));
}

/**
 * A condition that holds for all rows, by a constant or a key attribute, ending with an open literal that the target's text
 * closes.
 */
function clausesOf({ knowledge, operation }: Aim, quote: string): readonly string[] {
  const what = 'key attributes stand in expressions';
  const attributes = keyAttributes(knowledge.stores, operation);
  return [
    `${quote} OR ${quote}1${quote}=${quote}1`,
    ...firstTried(knowledge, operation, attributes, limits.expressionAttributesMax, what).map(
      (name) => `${quote} OR "${name}" <> ${quote}1`,
    ),
  ];
}

function wordToSend({ own, names }: Aim) {
  const [first] = own;
  return first === undefined ? (names[0] ?? 'a') : knownPart(first);
}
