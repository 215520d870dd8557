/**
 * Recognises values that grant their holder access: tokens, signatures, passwords, sessions. A target that requires one
 * protects its owner's data by it, so an attacker knows none of a victim's: if `login` answers `{ session: 'dg7dv49f…' }`, no
 * attack sends the victim's, as a cookie or anywhere else. An identifier is not one, however hard to guess: others get to know
 * it.
 */
import { sourceIn } from '../../model/answerSource.ts';
import { canaryPattern } from '../../model/canary.ts';
import type { AttackerConfig } from '../../model/config.ts';
import { type KnownValue, memberName } from '../../model/knowledge.ts';
import { namesMember, type Operation, type Parameter } from '../../model/operation.ts';
import { type SecretWord, secretWords } from './secretWords.ts';

export interface Withheld {
  readonly known: readonly KnownValue[];
  /** What was withheld, as `operation name`. */
  readonly withheld: readonly string[];
  /** Whether a text is such a value or contains one, as the name of a session's file does. */
  readonly holds: (text: string) => boolean;
}

/** What the config declares about values. */
export interface Declared {
  readonly operations: readonly Operation[];
  /** What gets about all the same. */
  readonly attackerKnows: AttackerConfig['knows'];
}

/**
 * The values without what only a victim could have, wherever it appears and whatever it is a part of, if not known to
 * the attacker as well.
 */
export function withoutSecrets(
  known: readonly KnownValue[],
  attacker: string,
  { operations, attackerKnows }: Declared,
): Withheld {
  const declared = declarationsOf(operations);
  const isTold = ({ operation, name }: KnownValue): boolean =>
    attackerKnows.some((one) => one.operation === operation && one.name === name);
  const isOpen = (one: KnownValue): boolean => {
    const said = declared.of(one);
    return isTold(one) || said === 'public' || (said === null && isNamedDigest(one));
  };
  const openValues = new Set(
    known.filter((one) => one.actor === attacker || isOpen(one)).map(({ value }) => value),
  );
  const closed = known.filter((one) => !openValues.has(one.value));
  const named = closed.filter((one) => declared.of(one) === 'secret' || isSecretValue(one, declared));
  const sources = closed.filter((one) => isSourceOf(one, named, declared));
  const secrets = new Set([...named, ...sources].map(({ value }) => value));
  const whole = [...secrets].filter(isMadeUp);
  const holds = (text: string): boolean =>
    secrets.has(text) || (!openValues.has(text) && whole.some((secret) => text.includes(secret)));
  return {
    known: known.filter(({ value }) => !holds(value)),
    withheld: [...new Set([...named, ...sources].map(knownValueName))],
    holds,
  };
}

/**
 * Whether a value is a secret that a run made by chance, by what the config declares, else by its name. What is made of
 * content, as signatures are, anybody gets who sends the same.
 */
export function mintedSecretsOf(operations: readonly Operation[]): (known: KnownValue) => boolean {
  const declared = declarationsOf(operations);
  return (known) => {
    const words = nameWords(memberName(known.name));
    const rowsOf = (kind: SecretWord['kind']): readonly SecretWord[] =>
      secretWords.filter((row) => row.kind === kind && namesSecret(row, known.operation, words));
    if (words.some((word) => madeOfContent.has(word)) || rowsOf('cursor').length > 0) return false;
    const said = declared.of(known);
    if (said !== null) return said === 'secret';
    const opening = [...rowsOf('opens'), ...rowsOf('key')];
    return (opening.length > 0 && isMadeUp(known.value)) || isSession(known, rowsOf, declared);
  };
}

const madeOfContent: ReadonlySet<string> = new Set([
  ...['signature', 'sig', 'signed', 'hmac', 'digest', 'mac', 'check', 'hash', 'etag', 'sha1', 'sha256'],
]);

function knownValueName({ operation, name }: KnownValue): string {
  return `${operation} ${name.replace(/^sent\./, 'arguments.')}`;
}

interface Declarations {
  readonly of: (known: KnownValue) => 'secret' | 'public' | null;
  /** The parameter for which a value was sent. */
  readonly parameterOf: (known: KnownValue) => Parameter | null;
}

function declarationsOf(operations: readonly Operation[]): Declarations {
  const byName = new Map(operations.map((operation) => [operation.name, operation]));
  const parameterOf = ({ operation, name }: KnownValue): Parameter | null => {
    const [, sent] = /^(?:arguments|sent)\.(.*)$/.exec(name) ?? [];
    if (sent === undefined) return null;
    const all = byName.get(operation)?.parameters ?? [];
    return all.find((one) => sent === one.name || sent.startsWith(`${one.name}.`)) ?? null;
  };
  return {
    parameterOf,
    of: (known) => {
      const parameter = parameterOf(known);
      if (parameter?.secret === true) return 'secret';
      if (parameter?.public === true) return 'public';
      const members = byName.get(known.operation)?.response ?? [];
      return members.find((one) => namesMember(one.name, known.name))?.is ?? null;
    },
  };
}

/** Whether a secret was made of a value that another operation gave: `Bearer dg7dv49f…` of `login.response.key`. */
function isSourceOf(one: KnownValue, named: readonly KnownValue[], declared: Declarations): boolean {
  if (!isMadeUp(one.value)) return false;
  return named.some((secret) => {
    const from = declared.parameterOf(secret)?.from;
    const isSource = from?.operation === one.operation && from.name === one.name;
    return isSource && secret.actor === one.actor && secret.value.includes(one.value);
  });
}

/** JSON web tokens; what `django.core.signing` signs; addresses that carry a signature. */
const secretForms: readonly RegExp[] = [
  /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/,
  /:(?:[\w-]{27}|[\w-]{43})$/,
  /[?&](?:x-amz-)?(?:signature|sig|token)=/i,
];

function isSecretValue(known: KnownValue, declared: Declarations): boolean {
  const { operation, name, value } = known;
  const words = nameWords(memberName(name));
  if (sourceIn(name)?.cookie !== undefined && isMadeUp(value)) return true;
  const rowsOf = (kind: SecretWord['kind']): readonly SecretWord[] =>
    secretWords.filter((row) => row.kind === kind && namesSecret(row, operation, words));
  if (rowsOf('cursor').length > 0) return false;
  const fits = ({ needs }: SecretWord): boolean => needs === 'nothing' || isMadeUp(value);
  if (secretForms.some((form) => form.test(value)) || [...rowsOf('opens'), ...rowsOf('key')].some(fits))
    return true;
  return isSession(known, rowsOf, declared) || digestForm.test(value);
}

/** A session by its name, or by travelling in a cookie that is not called like a name. A UUID may be a thing's: `session=` a lesson's. */
function isSession(
  known: KnownValue,
  rowsOf: (kind: SecretWord['kind']) => readonly SecretWord[],
  declared: Declarations,
): boolean {
  const isCookie = declared.parameterOf(known)?.place === 'cookie';
  const isCalledSo = rowsOf('session').length > 0;
  // It may contain the name of its holder: `mallory.dg7dv49f…`.
  const made = known.value.replace(everyCanary, '');
  if (isCookie && isCalledSo && isMadeUp(made)) return true;
  if (wholeUuid.test(known.value) || !isMixed(made)) return false;
  return isCalledSo || (isCookie && rowsOf('name').length === 0);
}

const everyCanary = new RegExp(canaryPattern.source, `${canaryPattern.flags.replace('g', '')}g`);

/**
 * Whether a row applies. A key also by the operation that makes it, `createApiKey` and `key`; a session also at the end of a
 * word, `PHPSESSID`.
 */
function namesSecret({ word, kind }: SecretWord, operation: string, words: readonly string[]): boolean {
  if (kind === 'session') return words.some((one) => one.endsWith(singular(word)));
  if (kind !== 'key') return words.includes(singular(word));
  const all = [...nameWords(operation), ...words].join('');
  return words.at(-1)?.endsWith('key') === true && all.includes(`${singular(word)}key`);
}

/** A digest that serves as a name: content is found by it. */
function isNamedDigest({ name, value }: KnownValue): boolean {
  const words = nameWords(memberName(name));
  return (
    digestForm.test(value) &&
    secretWords.some(({ kind, word }) => kind === 'name' && words.includes(singular(word)))
  );
}

const madeUpMin = 12;
/** SHA-1, SHA-256 and SHA-512 in hexadecimal digits: what keyed digests look like. */
const digestForm = /^(?:[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{128})$/i;
const wholeUuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a value is hard to guess, and no word that harmless runs themselves send. */
function isMadeUp(value: string): boolean {
  return value.length >= madeUpMin && !/\s/.test(value) && value.search(canaryPattern) < 0;
}

/** Letters and digits in no order, as random bytes are in any writing, and no words, numbers or times. */
function isMixed(value: string): boolean {
  if (/\s/.test(value) || /^\d{4}-\d\d-\d\d/.test(value)) return false;
  const changes = value.match(/(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])/gi) ?? [];
  if (value.length >= mixedMin && changes.length >= changesMin) return true;
  return value.length >= tokenMin && [/[a-z]/, /[A-Z]/, /\d/].every((form) => form.test(value));
}

const mixedMin = 16;
/** A word with a number in it or after it changes between letters and digits once or twice; random text usually more often. */
const changesMin = 3;
const tokenMin = 20;

/** The words of a name in any case, in the singular: `shareTokens`, `share_token` and `X-Share-Token` all have `token`. */
function nameWords(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z\d]+/)
    .map(singular);
}

function singular(word: string): string {
  return word.toLowerCase().replace(/s$/, '');
}
