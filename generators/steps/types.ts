/**
 * Other types where JSON is accepted and a string is meant: `["a"]`, `true` or `{"$ne": null}` for `"a"`, which Python
 * compares, formats or passes on differently. Class `key.type`.
 */
import fc from 'fast-check';
import type { Argument, Json } from '../../model/attack.ts';
import { isObject } from '../../model/json.ts';
import { textMark } from '../../model/jsonText.ts';
import { limits } from '../../model/limits.ts';
import type { Text } from '../../model/text.ts';
import { type Aim, keyAttributes, knownPart } from '../base/aim.ts';
import { firstTried } from '../base/firstTried.ts';
import type { Recogniser } from '../base/sent.ts';
import { argumentOf, sentLiteral, withJsonText } from './arguments.ts';

/** Whether what a parameter is sent may be of any type. */
function takesTypes({ parameter }: Aim): boolean {
  return parameter.place === 'json' && parameter.kind === 'text';
}

/** Levels of lists in each other: more than a validator that calls itself may expect, few enough for every parser. */
const nestedLevels = 40;

/** Members by which queries are written as JSON: where a text is checked, what asks for several of them is often not. */
const operators = ['in', 'any', 'eq', '$in', '$ne', 'or'];

const bareValues: readonly Json[] = [null, true, false, 0, -1, 1e21, 0.1, '', [], {}, [[]], [null]];

/** A text in every type that may carry it; `word` is its filled-in text. */
function inEveryType(text: Text, word: string, own: string): readonly Argument[] {
  const nested = Array.from({ length: nestedLevels }).reduce<Json>((inner) => [inner], textMark);
  const values: readonly Json[] = [
    ...[[textMark], [own, textMark], [textMark, own]],
    ...[{ S: textMark }, { [textMark]: own }],
    nested,
    ...operators.flatMap((name): Json[] => [{ [name]: [textMark] }, { [name]: textMark }]),
  ];
  const written: readonly Json[] = [
    { B: Buffer.from(word).toString('base64') },
    ...(isNumeric(word) ? [Number(word)] : []),
  ];
  return [
    ...values.map((json) => ({ json, within: text })),
    ...written.map((json) => ({ json })),
    // Of two members with the same name, a parser uses one, while a validator may have checked the other.
    ...[
      { json: textMark, first: own, within: text },
      { json: own, first: textMark, within: text },
    ],
  ];
}

function isNumeric(word: string): boolean {
  return /^-?\d{1,15}(?:\.\d{1,6})?$/.test(word);
}

/** What they look like as texts, for a target that parses those. */
const writtenValues = [
  'null',
  'true',
  '[]',
  '{}',
  '{"S":"a"}',
  '["a"]',
  '{"$ne":null}',
  '{"B":"YQ=="}',
  '[[]]',
];

export const otherType: Recogniser = {
  class: 'key.type',
  recognises: ({ attack, sent }) =>
    sent.some(({ sample }) => /^(?:null|true|false|[[{].*[\]}])$/s.test(sample)) ||
    attack.steps.some(({ arguments: all }) =>
      Object.values(all).some(
        (argument) => 'json' in argument && (typeof argument.json !== 'string' || 'first' in argument),
      ),
    ),
};

/** A hostile text beside one in other types: those of JSON where it is taken, else written out, which is seldom of use. */
export function orTyped(aim: Aim, text: fc.Arbitrary<Text>): fc.Arbitrary<Argument> {
  const plain = argumentOf(aim, text);
  const other = takesTypes(aim)
    ? typedArgument(aim, text)
    : argumentOf(aim, fc.constantFrom(...writtenValues));
  return fc.oneof({ weight: takesTypes(aim) ? 9 : 60, arbitrary: plain }, { weight: 1, arbitrary: other });
}

/** Hostile texts in other types of JSON. */
function typedArgument(aim: Aim, text: fc.Arbitrary<Text>): fc.Arbitrary<Argument> {
  return fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(...bareValues).map((json) => ({ json })) },
    {
      weight: 2,
      arbitrary: text.chain((drawn) =>
        fc.constantFrom(...inEveryType(drawn, sentLiteral(drawn, aim), ownTextValue(aim))),
      ),
    },
  );
}

/** The most effective of them: a victim's value in other types, and values that are no string. */
export function typedProbes(aim: Aim): readonly Argument[] {
  if (!takesTypes(aim)) return [];
  const foreign = new Map(aim.foreign.map((known) => [known.value, known]));
  const carried = [...foreign.values()]
    .slice(0, limits.typedValuesFirst)
    .map((known) => inEveryType([knownPart(known)], known.value, ownTextValue(aim)));
  const few: readonly Json[] = [null, 0, true, [], {}];
  return [...carried.flat(), ...few.map((json) => ({ json }))];
}

/** JSON objects with members that harmless ones do not have: names of key attributes, and such as no attribute has. */
export function namedProbes(aim: Aim): readonly Argument[] {
  const { example } = aim.parameter;
  if (aim.parameter.kind !== 'json' || !isObject(example)) return [];
  const [first] = Object.keys(example);
  const attributes = keyAttributes(aim.knowledge.stores, aim.operation);
  const all = [...new Set([unheard, `${first ?? ''} `, 'a.b', ...attributes])];
  const what = 'names are given to further members';
  const names = firstTried(aim.knowledge, aim.operation, all, limits.furtherNamesMax, what);
  const own = ownTextValue(aim);
  const [foreign] = aim.foreign;
  const texts: readonly Text[] = [...(foreign === undefined ? [] : [[knownPart(foreign)]]), own];
  return names.flatMap((name) =>
    texts.map((text): Argument => {
      const plain = withJsonText(example, own);
      return { json: isObject(plain) ? { ...plain, [name]: textMark } : textMark, within: text };
    }),
  );
}

/** A name that no attribute has, as long as one. */
const unheard = 'unheard';

function ownTextValue(aim: Aim): string {
  return aim.own[0]?.value ?? aim.names[0] ?? 'a';
}
