/**
 * Harmless values that a parameter may take, the likeliest first: by what the view does with it (`int()`, a comparison with
 * words, a pattern), by what a refusal says, by its name. Templates as in examples of a config: `{token}@example.com`.
 */
import type { Json } from '../model/attack.ts';
import type { FieldFacts, MinedUse } from '../model/exploring.ts';
import { type NamedHints, tenantName, valuesOfName } from './nameValues.ts';
import { matchesPattern, suitsUse, textForms, valuesOfLength, valuesOfUse } from './useValues.ts';

/** What is known of a parameter's value. */
export interface ValueHints extends NamedHints {
  readonly place: string;
  readonly uses: readonly MinedUse[];
  readonly isRepeated: boolean;
  /** What refusals said about it, in one text. */
  readonly said: string;
}

export function noHints(name: string, place: string, hasTenant: boolean): ValueHints {
  return { ...{ name, place, hasTenant, uses: [], default: null, isRepeated: false, said: '' } };
}

const valuesMax = 8;

export function valuesFor(hints: ValueHints): readonly Json[] {
  const { place, isRepeated, name, uses } = hints;
  const asJson = place === 'json';
  // The body itself: what is looked up in it becomes its members.
  if (asJson && name === '') return uses.some(({ kind }) => kind === 'list') ? [[], {}] : [{}, []];
  const found = [
    ...hints.uses.flatMap((use) => valuesOfUse(use, asJson)),
    ...valuesOfSentence(hints.said, asJson),
    ...valuesOfName(hints, asJson),
    ...plain,
    ...hints.uses.flatMap(valuesOfLength),
  ];
  const distinct = [...new Map(found.map((value) => [JSON.stringify(value), value])).values()];
  const fitting = distinct.filter((value) => hints.uses.every((use) => suitsUse(value, use)));
  const best = [...fitting, ...distinct.filter((value) => !fitting.includes(value))].slice(0, valuesMax);
  if (!asJson) return best;
  const isText = uses.some(({ kind }) => kind === 'text' || kind === 'pattern' || kind === 'words');
  const isWalked = (isRepeated && !isText) || uses.some(({ kind }) => kind === 'list');
  if (!isWalked) return best;
  const lists = best.filter((value) => typeof value !== 'object').map((value): Json => [value]);
  const given = best.filter((value) => typeof value === 'object');
  const texts = best.filter((value) => typeof value !== 'object').slice(0, 2);
  // A text is walked too, letter by letter: the name tells what is meant.
  const word = name.split('.').findLast((part) => part !== '*') ?? name;
  return (
    isText || !/s$/i.test(word) ? [...texts, ...given, ...lists] : [...given, ...lists, ...texts]
  ).slice(0, valuesMax);
}

/** What is tried where nothing is known. */
const plain: readonly Json[] = ['{token}', '1', '{token}.txt', '{uuid}'];

const saidUses: readonly (readonly [RegExp, MinedUse])[] = [
  [/\buuid\b/i, { kind: 'uuid' }],
  [/\binteger\b|whole number|invalid literal for int/i, { kind: 'integer' }],
  [/\bnumber\b|could not convert string to float|\bdecimal\b/i, { kind: 'number' }],
  [/\bdate ?time\b|\btimestamp\b/i, { kind: 'time', format: 'isodatetime' }],
  [/isoformat|\bdate\b|does not match format/i, { kind: 'date', format: 'isodate' }],
  [/\bboolean\b/i, { kind: 'boolean' }],
  [/\blist\b|\barray\b/i, { kind: 'list' }],
  [/\bobject\b|\bdictionary\b|\bdict\b/i, { kind: 'object' }],
];

function valuesOfSentence(said: string, asJson: boolean): readonly Json[] {
  if (said === '') return [];
  const uses = saidUses.filter(([words]) => words.test(said)).map(([, use]) => use);
  const choices =
    /\b(?:one of|choose|either|must be|allowed|choices|valid (?:values|options))\b(.*)/is.exec(said)?.[1] ??
    '';
  const quoted = [...choices.matchAll(/['"`]([\w.-]{1,40})['"`]/g)].map(([, word = '']) => word);
  return [
    ...quoted,
    ...(/e-?mail/i.test(said) ? ['{token}@example.com'] : []),
    ...(/\burl\b/i.test(said) ? ['https://example.com/{token}'] : []),
    ...uses.flatMap((use) => valuesOfUse(use, asJson)),
  ];
}

/** Values by the converter of a route: Django's own, or a regular expression of a group. */
export function valuesForConverter(name: string, converter: string, hasTenant: boolean): readonly Json[] {
  const own = (values: readonly Json[]): readonly Json[] =>
    hasTenant && tenantName.test(name) ? ['{actor.tenant}', ...values] : values;
  switch (converter) {
    case 'int':
      return ['1'];
    case 'uuid':
      return ['{uuid}'];
    case 'slug':
      return own(['{token}']);
    case 'path':
      return own(['{token}.txt', '{token}/{token}.txt', '{token}']);
    case 'str':
      return own(
        [...valuesOfName({ name, default: null, hasTenant: false }, false), ...plain].slice(0, valuesMax),
      );
    default: {
      const fitting = textForms.filter((form) =>
        matchesPattern(form, { kind: 'pattern', pattern: converter, whole: true }),
      );
      return own(fitting.length === 0 ? plain : fitting.slice(0, valuesMax));
    }
  }
}

/** Values for a field that a form or a serializer declares. */
export function valuesForField({ name, kind, choices }: FieldFacts, asJson: boolean): readonly Json[] {
  const uses: MinedUse[] = kind === 'choice' ? [{ kind: 'words', words: choices ?? [] }] : usesOfKind(kind);
  const named = {
    name,
    place: asJson ? 'json' : 'form',
    default: null,
    isRepeated: false,
    said: '',
    hasTenant: false,
  };
  if (kind === 'email') return ['{token}@example.com'];
  if (kind === 'url') return ['https://example.com/{token}'];
  return valuesFor({ ...named, uses });
}

function usesOfKind(kind: FieldFacts['kind']): MinedUse[] {
  switch (kind) {
    case 'integer':
    case 'number':
    case 'boolean':
    case 'uuid':
    case 'json':
      return [{ kind }];
    case 'date':
      return [{ kind, format: 'isodate' }];
    case 'time':
      return [{ kind, format: 'isodatetime' }];
    default:
      return [];
  }
}
