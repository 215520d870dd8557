/**
 * Arguments of each kind of parameter around a hostile text: the text itself, a file's name, bytes, within JSON: `{"path":
 * "../x"}`.
 */
import fc from 'fast-check';
import { filledMembers, plainArchive } from '../../model/archive.ts';
import type { Argument, Content, Json } from '../../model/attack.ts';
import { eachText } from '../../model/eachText.ts';
import { textMark } from '../../model/jsonText.ts';
import { limits } from '../../model/limits.ts';
import { applyChange, partsOf, type Text } from '../../model/text.ts';
import type { Aim } from '../base/aim.ts';
import { harmlesslyFramed } from '../base/frame.ts';
import { oneOf, phrase, weighted } from '../base/phrase.ts';
import type { TextGenerator } from '../base/textGenerator.ts';
import { containmentGenerators } from '../texts/containment.ts';
import { disguiseGenerators } from '../texts/disguises.ts';
import { expressionGenerator } from '../texts/expressions.ts';
import { jsonTexts } from '../texts/jsonTexts.ts';
import { keyGenerators } from '../texts/keys.ts';
import { nameGenerators } from '../texts/names.ts';
import { objectGenerators } from '../texts/objects.ts';
import { pathGenerators } from '../texts/paths.ts';

export const textGenerators: readonly TextGenerator[] = [
  ...pathGenerators,
  ...disguiseGenerators,
  ...containmentGenerators,
  ...nameGenerators,
  ...keyGenerators,
  expressionGenerator,
  ...objectGenerators,
];

/** Hostile texts of all classes for one parameter, by weight. */
export function hostileText(aim: Aim): fc.Arbitrary<Text> {
  const identity = JSON.stringify([aim.operation.name, aim.parameter.name]);
  const texts = built.get(aim.knowledge) ?? new Map<string, fc.Arbitrary<Text>>();
  built.set(aim.knowledge, texts);
  const text = texts.get(identity) ?? buildHostileText(aim);
  texts.set(identity, text);
  return text;
}

/** Every attack on any operation may store a text by any other: built once for each parameter of a target. */
const built = new WeakMap<Aim['knowledge'], Map<string, fc.Arbitrary<Text>>>();

function buildHostileText(aim: Aim): fc.Arbitrary<Text> {
  const rows = textGenerators.map(({ weight, arbitrary }) => ({ weight, arbitrary: arbitrary(aim) }));
  const bare = weighted(rows) ?? phrase('..');
  // Never drawn again until it fits: an example may be too long for any.
  const short = bare.map((text) => (bounded(text) ? text : '..'));
  if (aim.frame === null) return short;
  const framed = short.map((text) => {
    const within = harmlesslyFramed(aim, text) ?? text;
    return bounded(within) ? within : text;
  });
  return fc.oneof(short, framed);
}

/** An argument of the parameter's kind that carries the text. */
export function argumentOf(aim: Aim, text: fc.Arbitrary<Text>): fc.Arbitrary<Argument> {
  switch (aim.parameter.kind) {
    case 'text':
      return text.map((drawn) => ({ text: drawn }));
    case 'file':
      return uploadArgument(text, harmlessArchive(aim));
    case 'bytes':
      return text.map((drawn) => ({ text: drawn }));
    case 'json':
      return jsonAround(aim, text);
  }
}

/** The simplest argument of the parameter's kind that carries a text. */
export function plainArgument(aim: Aim, text: Text): Argument {
  switch (aim.parameter.kind) {
    case 'text':
      return { text };
    case 'file':
      return { file: { name: text, content: harmlessArchive(aim) ?? { text: 'planted' } } };
    case 'bytes':
      return { text };
    case 'json':
      return { json: withJsonText(aim.parameter.example, textMark), within: text };
  }
}

/** A file with the text as its name; its content is usually harmless. */
function uploadArgument(name: fc.Arbitrary<Text>, archive: Content | null): fc.Arbitrary<Argument> {
  const content: fc.Arbitrary<Content> = fc.oneof(
    { weight: 8, arbitrary: fc.constant<Content>(archive ?? { text: 'planted' }) },
    { weight: 1, arbitrary: fc.constant<Content>({ text: '' }) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 16 }).map(bytesContent) },
  );
  const contentType = fc.option(oneOf('text/plain', 'image/png', 'application/octet-stream'), {
    freq: 4,
    nil: null,
  });
  return fc.tuple(name, content, contentType).map(([named, held, type]) => ({
    file: type === null ? { name: named, content: held } : { name: named, contentType: type, content: held },
  }));
}

/** Where an archive is meant, a file's name is looked at only if one is in it. */
function harmlessArchive({ parameter }: Aim): Content | null {
  const [kind] = parameter.archive?.kinds ?? [];
  if (parameter.archive === undefined || kind === undefined) return null;
  return { archive: plainArchive(kind, filledMembers(parameter.archive.members, 'harmless')) };
}

function bytesContent(bytes: Uint8Array): Content {
  return { bytes: Buffer.from(bytes).toString('base64') };
}

/** The harmless value's shape with the text in its place, or another type where a string is meant. */
function jsonAround(aim: Aim, text: fc.Arbitrary<Text>): fc.Arbitrary<Argument> {
  const carriers: readonly Json[] = [[textMark], { S: textMark }, { $ne: textMark }];
  return fc.oneof(
    { weight: 6, arbitrary: carriedByJson(text, jsonTexts(aim)) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom<Json>(null, true, 0, -1, 1e21, '', [], {}, [[]], [null])
        .map((json) => ({ json })),
    },
    { weight: 3, arbitrary: carriedByJson(text, carriers) },
  );
}

function carriedByJson(text: fc.Arbitrary<Text>, carriers: readonly Json[]): fc.Arbitrary<Argument> {
  return fc.tuple(text, fc.constantFrom(...carriers)).map(([within, json]) => ({ json, within }));
}

/** The harmless value with a word in place of each string; only the word if there are no strings. */
export function withJsonText(example: Json | undefined, word: string): Json {
  return example === undefined ? word : eachText(example, () => word);
}

/** A text with known values written out and places left out, for judgements that need the value itself. */
export function sentLiteral(text: Text, { knowledge }: Pick<Aim, 'knowledge'>): string {
  return partsOf(text)
    .map((part) => {
      if (typeof part === 'string') return part;
      if (!('known' in part)) return '..';
      const { actor, operation, name } = part.known;
      const found = knowledge.known.find(
        (k) => k.actor === actor && k.operation === operation && k.name === name,
      );
      return applyChange(found?.value ?? '', part.change);
    })
    .join('');
}

function bounded(text: Text): boolean {
  const characters = partsOf(text).reduce(
    (sum, part) => sum + (typeof part === 'string' ? part.length : 0),
    0,
  );
  return characters <= limits.stringCharactersMax - limits.excerptCharactersMax;
}
