/**
 * Texts that end a quoted literal and go on as part of the statement around it, PartiQL or SQL: what a target writes into a
 * statement instead of binding it. Class `key.expression`.
 */
import fc from 'fast-check';
import type { Knowledge } from '../model/operation.ts';
import { type Text, textOf } from '../model/text.ts';
import { type Aim, keyAttributes, knownPart } from './aim.ts';
import { oneOf, phrase } from './phrase.ts';
import type { TextGenerator } from './textGenerator.ts';

const quotes: readonly string[] = ["'", '"'];
const attributesMax = 4;

export const expressionGenerator: TextGenerator = {
  class: 'key.expression',
  weight: 6,
  arbitrary: (aim) => {
    const clauses = quotes.flatMap((quote) => clausesOf(aim.knowledge, quote));
    return phrase(wordOf(aim), fc.oneof(oneOf(...clauses), oneOf(...quotes)));
  },
  recognises: ({ sample }) => /['"]\s*(?:OR\b|$)/.test(sample),
};

/** The most telling of them. */
export function expressionProbes(aim: Aim): readonly Text[] {
  const [single = '', double = ''] = quotes;
  const clauses = [...clausesOf(aim.knowledge, single), ...clausesOf(aim.knowledge, double).slice(0, 1)];
  return clauses.map((clause) => textOf([wordOf(aim), clause]));
}

/** What is true of all rows, by a constant or by a key attribute, with the literal that the target goes on with left open. */
function clausesOf(knowledge: Knowledge, quote: string): readonly string[] {
  return [
    `${quote} OR ${quote}1${quote}=${quote}1`,
    ...keyAttributes(knowledge)
      .slice(0, attributesMax)
      .map((name) => `${quote} OR "${name}" <> ${quote}1`),
  ];
}

function wordOf({ own, names }: Aim) {
  const [first] = own;
  return first === undefined ? (names[0] ?? 'a') : knownPart(first);
}
