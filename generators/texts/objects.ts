/**
 * Object keys that leave the prefix that a check allows (`own/../victim/a`), and keys whose base names collide or are empty:
 * the `object.` classes and `stream.basename`. Keys are opaque in the store, so the effect depends on what the target makes of
 * them. Drawn where the target has objects.
 */
import fc from 'fast-check';
import type { Knowledge } from '../../model/knowledge.ts';
import type { Text, TextPart } from '../../model/text.ts';
import { type Aim, changed, knownPart, someName } from '../base/aim.ts';
import { baseName } from '../base/fileNames.ts';
import { oneOf, phrase, type Word } from '../base/phrase.ts';
import { foreignValues, knownNames, normalised, pathSegments, type SentText } from '../base/sent.ts';
import type { TextGenerator } from '../base/textGenerator.ts';

export const objectGenerators: readonly TextGenerator[] = [
  {
    class: 'object.dotdot',
    weight: 24,
    arbitrary: forObjects((aim) => {
      const climb = oneOf('/../', '/./../', '/x/../../', '//../', '/%2e%2e/');
      return phrase(ownPrefix(aim), climb, foreignKeyText(aim));
    }),
    recognises: ({ sample, knowledge }) => {
      if (!knowledge.stores.objects) return false;
      const plain = sample.replace(/%2e/gi, '.');
      return !plain.startsWith('.') && pathSegments(plain).includes('..') && normalised(plain) !== plain;
    },
  },
  {
    class: 'object.prefix',
    weight: 12,
    arbitrary: forObjects((aim) =>
      fc.oneof(
        phrase(foreignPrefix(aim)),
        phrase(ownPrefix(aim), oneOf('0', '1', '-', 'a'), oneOf('', '/'), oneOf('', 'a')),
        phrase(foreignPrefix(aim), oneOf('0/', '-/'), someName(aim)),
      ),
    ),
    recognises: isPrefix,
  },
  {
    class: 'object.segments',
    weight: 12,
    arbitrary: forObjects((aim) => {
      const sign = oneOf('//', '/./', '%2f', '%2F', '/%2e/');
      return fc.oneof(
        phrase(ownPrefix(aim), sign, someName(aim)),
        phrase(ownPrefix(aim), '/', someName(aim), oneOf('/', '//', '/.')),
        phrase(foreignKeyText(aim), oneOf('/', '/.')),
        phrase(foreignPrefix(aim), sign, someName(aim)),
      );
    }),
    recognises: ({ sample, knowledge }) =>
      knowledge.stores.objects &&
      (/^\/|\/$|\/\/|%2f/i.test(sample) || pathSegments(sample.replace(/%2e/gi, '.')).includes('.')),
  },
  {
    class: 'stream.basename',
    weight: 12,
    arbitrary: (aim) => {
      if (aim.operation.entry.kind !== 'consumer') return null;
      const before = ownPrefix(aim);
      const nameless = phrase(before, '/', oneOf('', '.', '..', 'a/..'));
      const theirs = aim.foreign.filter(({ value }) => value.indexOf('/') > 0).map(knownPart);
      if (theirs.length === 0) return nameless;
      const base = fc.constantFrom(...theirs.map((part) => changed(part, 'base')));
      return fc.oneof(nameless, phrase(before, oneOf('/', '/a/'), base));
    },
    recognises: ({ operation, sample, knowledge }: SentText) => {
      if (!sample.includes('/') || !isConsumer(knowledge, operation)) return false;
      const base = baseName(sample);
      if (['', '.', '..'].includes(base)) return true;
      return knownNames(knowledge).some(({ value }) => value !== sample && baseName(value) === base);
    },
  },
];

function forObjects(arbitrary: (aim: Aim) => fc.Arbitrary<Text>): TextGenerator['arbitrary'] {
  return (aim) => (aim.knowledge.stores.objects ? arbitrary(aim) : null);
}

/** The text before the first slash of the attacker's own values, or the attacker's name. */
function ownPrefix(aim: Aim): fc.Arbitrary<TextPart> {
  return prefixesOf(aim.own, aim.knowledge.actors.attacker);
}

function foreignPrefix(aim: Aim): fc.Arbitrary<TextPart> {
  return prefixesOf(aim.foreign, ...aim.knowledge.actors.victims);
}

function prefixesOf(values: Aim['own'], ...names: readonly string[]): fc.Arbitrary<TextPart> {
  const keys = values.filter(({ value }) => value.indexOf('/') > 0);
  const prefixes = keys.map((value) => changed(knownPart(value), 'top'));
  return fc.constantFrom<TextPart>(...prefixes, ...(names.length === 0 ? ['other'] : names));
}

/** A key of another actor: unchanged, or below the actor's name. */
function foreignKeyText(aim: Aim): fc.Arbitrary<Text> {
  const [victim = 'other'] = aim.knowledge.actors.victims;
  if (aim.foreign.length === 0) return phrase(victim, '/', someName(aim));
  const part: Word = fc.constantFrom(...aim.foreign).map(knownPart);
  return fc.oneof(phrase(part), phrase(victim, '/', part));
}

function isConsumer({ operations }: Knowledge, name: string): boolean {
  return operations.some((operation) => operation.name === name && operation.entry.kind === 'consumer');
}

/** A prefix of keys that ends without a delimiter, or continues another one. */
function isPrefix({ sample, knowledge }: SentText): boolean {
  if (!knowledge.stores.objects || sample === '') return false;
  const [top = ''] = sample.split('/');
  const prefixes = prefixesIn(knowledge);
  return (
    (top === sample && prefixes.includes(top)) || prefixes.some((prefix) => extendsSlightly(prefix, top))
  );
}

function extendsSlightly(prefix: string, top: string): boolean {
  return top.length > prefix.length && top.length - prefix.length <= 2 && top.startsWith(prefix);
}

function prefixesIn(knowledge: Knowledge): readonly string[] {
  const own = knowledge.known
    .filter(({ actor }) => actor === knowledge.actors.attacker)
    .map(({ value }) => value);
  const tops = [...own, ...foreignValues(knowledge)].flatMap((value) => {
    const at = value.indexOf('/');
    return at > 0 ? [value.slice(0, at)] : [];
  });
  return [...new Set([...tops, knowledge.actors.attacker, ...knowledge.actors.victims, 'other'])];
}
