/**
 * Values that open something to whoever holds them: tokens, signatures, passwords, signed addresses. A target that
 * asks for one keeps its owner's things apart by it, so an attacker knows none of a victim. An identifier is not one,
 * however hard to guess it is: it gets about.
 */
import { canaryPattern } from '../model/canary.ts';
import type { Config } from '../model/config.ts';
import { type KnownValue, memberName } from '../model/operation.ts';

const secretWords: ReadonlySet<string> = new Set([
  ...['token', 'secret', 'signature', 'sig', 'signed', 'hmac', 'nonce', 'csrf', 'jwt', 'otp'],
  ...['password', 'passwd', 'pwd', 'passphrase', 'credential', 'bearer', 'authorization'],
]);
/** These name what everybody may know as well: a secret is only what a target made up. */
const madeUpWords: ReadonlySet<string> = new Set([
  ...['code', 'invite', 'invitation', 'ticket', 'pin', 'passcode'],
  ...['check', 'digest', 'mac', 'coupon', 'voucher'],
]);
/** A key by one of these names opens something; any other is a name. */
const keyWords: readonly string[] = [
  'api',
  'access',
  'private',
  'secret',
  'session',
  'signing',
  'licence',
  'license',
];
/** These are what somebody has opened, or a thing like any other: a lesson, a visit. */
const sessionWords: ReadonlySet<string> = new Set(['session', 'sessionid', 'sessid', 'sid', 'cookie']);
/** Digests of a name like these are names themselves. */
const nameWords: ReadonlySet<string> = new Set([
  ...['id', 'key', 'name', 'hash', 'sha1', 'sha256', 'sha512', 'etag'],
  ...['ref', 'version', 'object', 'file', 'path', 'slug', 'uuid'],
]);
/** What a list hands out to be gone on with is no secret, whatever it is called. */
const cursorWords: ReadonlySet<string> = new Set([
  ...[
    'next',
    'prev',
    'previous',
    'page',
    'pagination',
    'continuation',
    'continue',
    'cursor',
    'start',
    'last',
  ],
]);

/** JSON web tokens; what `django.core.signing` signs; addresses that carry a signature. */
const secretForms: readonly RegExp[] = [
  /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/,
  /:(?:[\w-]{27}|[\w-]{43})$/,
  /[?&](?:x-amz-)?(?:signature|sig|token)=/i,
];

export interface Withheld {
  readonly known: readonly KnownValue[];
  /** What was withheld, as `operation name`. */
  readonly withheld: readonly string[];
}

/**
 * The values without what only a victim could have, wherever it appears, if not known to the attacker as well. What
 * `getsAbout` names stays.
 */
export function withoutSecrets(
  known: readonly KnownValue[],
  attacker: string,
  getsAbout: Config['attackerKnows'] = [],
): Withheld {
  const isTold = ({ operation, name }: KnownValue): boolean =>
    getsAbout.some((one) => one.operation === operation && one.name === name);
  const open = known.filter((one) => one.actor === attacker || isTold(one) || isNamedDigest(one));
  const openValues = new Set(open.map(({ value }) => value));
  const named = known.filter((one) => !openValues.has(one.value) && isSecret(one));
  const secrets = new Set(named.map(({ value }) => value));
  const isWithheld = ({ value }: KnownValue): boolean => secrets.has(value);
  return {
    known: known.filter((one) => !isWithheld(one)),
    withheld: [...new Set(named.map(({ operation, name }) => `${operation} ${name}`))],
  };
}

function isSecret({ operation, name, value }: KnownValue): boolean {
  const words = wordsOf(memberName(name));
  if (words.some((word) => cursorWords.has(word))) return false;
  if (words.some((word) => secretWords.has(word)) || secretForms.some((form) => form.test(value)))
    return true;
  if (words.some((word) => madeUpWords.has(word)) && isMadeUp(value)) return true;
  if (isKey([...wordsOf(operation), ...words].join('')) && words.at(-1)?.endsWith('key') && isMadeUp(value))
    return true;
  if (words.some((word) => sessionWords.has(word)) && isMadeUp(value) && isOfToken(value)) return true;
  return digest.test(value);
}

/** A digest that is a name: what lies under it is found by it. */
function isNamedDigest({ name, value }: KnownValue): boolean {
  return digest.test(value) && wordsOf(memberName(name)).some((word) => nameWords.has(word));
}

const madeUpMin = 12;
/** SHA-1, SHA-256 and SHA-512 in hexadecimal digits: what keyed digests look like. */
const digest = /^(?:[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{128})$/i;

/** Whether a value is hard to guess, and no word that harmless runs themselves send. */
function isMadeUp(value: string): boolean {
  return value.length >= madeUpMin && !/\s/.test(value) && value.search(canaryPattern) < 0;
}

/** Whether a key is named by what it opens: `apiKey`, or the `key` of an operation that makes API keys. */
function isKey(words: string): boolean {
  return keyWords.flatMap(wordsOf).some((word) => words.includes(`${word}key`));
}

/** Letters of both cases and digits in no order, as random bytes in base64 are, and identifiers mostly are not. */
function isOfToken(value: string): boolean {
  return value.length >= tokenMin && [/[a-z]/, /[A-Z]/, /\d/].every((form) => form.test(value));
}

const tokenMin = 20;

/** The words of a name in any case, in the singular: `shareTokens`, `share_token` and `X-Share-Token` all have `token`. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z\d]+/)
    .map((word) => word.toLowerCase().replace(/s$/, ''));
}
