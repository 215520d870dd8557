/**
 * Other types where JSON is accepted and a string is meant: `["a"]`, `true` or `{"$ne": null}` for `"a"`, which Python
 * compares, formats or passes on differently. Class `key.type`.
 */
import fc from 'fast-check';
import type { Argument, Json, JsonArgument } from '../../model/attack.ts';
import { isObject, type JsonObject } from '../../model/json.ts';
import { furtherMark, textMark, withoutIdleTexts } from '../../model/jsonText.ts';
import { limits } from '../../model/limits.ts';
import type { Text } from '../../model/text.ts';
import { type Aim, keyAttributes, knownPart } from '../base/aim.ts';
import { firstTried } from '../base/firstTried.ts';
import type { Recogniser } from '../base/sent.ts';
import { argumentOf, sentLiteral } from './arguments.ts';
import { bodyOf } from './bodies.ts';

/** Whether what a parameter is sent may be of any type. */
function takesTypes({ parameter }: Aim): boolean {
  return parameter.place === 'json' && parameter.kind === 'text';
}

/** Levels of lists in each other: more than a validator that calls itself may expect, few enough for every parser. */
const nestedLevels = 40;

/** Members by which queries are written as JSON: where a text is checked, what asks for several of them is often not. */
const operators = ['in', 'any', 'eq', '$in', '$ne', 'or'];

/** The place of a value of the attacker's own. */
const ownMark = furtherMark(1);

/** How many of those with a victim's value come before bare ones. */
const soonTyped = 8;

/** What holds for everything but the attacker's own, and for everything. */
const openConditions: readonly Json[] = [
  ...['ne', 'not'].map((name) => ({ [name]: ownMark })),
  ...['gt', '$gt', 'contains'].map((name) => ({ [name]: '' })),
  ...['exists', '$exists'].map((name) => ({ [name]: true })),
];

const bareValues: readonly Json[] = [null, true, false, 0, -1, 1e21, 0.1, '', [], {}, [[]], [null]];

/** A text in every type that may carry it, those first that take several; `word` is its filled-in text. */
function inEveryType(aim: Aim, text: Text, word: string): readonly Argument[] {
  const nested = Array.from({ length: nestedLevels }).reduce<Json>((inner) => [inner], textMark);
  const names = [...new Set([...operators, ...shownOperators(aim)])];
  const values: readonly Json[] = [
    ...[[textMark], { in: [textMark] }, [ownMark, textMark], [textMark, ownMark]],
    ...[{ S: textMark }, { [textMark]: ownMark }],
    nested,
    ...names.flatMap((name): Json[] => [{ [name]: [textMark] }, { [name]: textMark }]).slice(1),
  ];
  const written: readonly Json[] = [
    { B: Buffer.from(word).toString('base64') },
    ...(isNumeric(word) ? [Number(word)] : []),
  ];
  const carrying: readonly JsonArgument[] = [
    ...values.map((json) => ({ json })),
    // Of two members with the same name, a parser uses one, while a validator may have checked the other.
    ...[
      { json: textMark, first: ownMark },
      { json: ownMark, first: textMark },
    ],
  ];
  return [
    ...carrying.map((argument) => withoutIdleTexts({ ...argument, within: text, further: [ownText(aim)] })),
    ...written.map((json) => ({ json })),
  ];
}

/** Members by which the target's own requests ask: those of objects with a single one, inside another one. */
function shownOperators({ knowledge, operation }: Aim): readonly string[] {
  const examples = knowledge.operations.flatMap(({ parameters }) =>
    parameters.flatMap(({ place, kind, example = null }) =>
      kind === 'json' ? (place === 'body' ? innerObjects(example) : objectsWithin(example)) : [],
    ),
  );
  const names = examples.flatMap((one) => (Object.keys(one).length === 1 ? Object.keys(one) : []));
  const what = 'members by which other requests ask are sent in the place of a text';
  return firstTried(knowledge, operation, [...new Set(names)], limits.shownOperatorsMax, what);
}

function objectsWithin(json: Json): readonly JsonObject[] {
  return [...(isObject(json) ? [json] : []), ...innerObjects(json)];
}

function innerObjects(json: Json): readonly JsonObject[] {
  return typeof json === 'object' && json !== null ? Object.values(json).flatMap(objectsWithin) : [];
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
      arbitrary: text.chain((drawn) => fc.constantFrom(...inEveryType(aim, drawn, sentLiteral(drawn, aim)))),
    },
  );
}

/** The most effective of them: a victim's value in other types, and values that are no string. */
export function typedProbes(aim: Aim): readonly Argument[] {
  if (!takesTypes(aim)) return [];
  const foreign = new Map(aim.foreign.map((known) => [known.value, known]));
  const carried = [...foreign.values()]
    .slice(0, limits.typedValuesFirst)
    .map((known) => inEveryType(aim, [knownPart(known)], known.value));
  const few: readonly Json[] = [...openConditions, null, 0, true, [], {}];
  const bare = few.map((json) => withoutIdleTexts({ json, further: [ownText(aim)] }));
  return [...carried.flat().slice(0, soonTyped), ...bare, ...carried.flat().slice(soonTyped)];
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
  const [foreign] = aim.foreign;
  const texts: readonly Text[] = [...(foreign === undefined ? [] : [[knownPart(foreign)]]), ownText(aim)];
  const body = bodyOf(aim, () => aim.knowledge.actors.attacker);
  if (body === null || !isObject(body.json)) return [];
  const { json } = body;
  return names.flatMap((name) =>
    texts.map((text): Argument => ({ ...body, json: { ...json, [name]: textMark }, within: text })),
  );
}

/** A name that no attribute has, as long as one. */
const unheard = 'unheard';

function ownText(aim: Aim): Text {
  const [own] = aim.own;
  return own === undefined ? (aim.names[0] ?? 'a') : [knownPart(own)];
}
