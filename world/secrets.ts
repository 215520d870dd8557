/**
 * Values that open something to whoever holds them: tokens, signatures, passwords, signed addresses. A target that
 * asks for one keeps its owner's things apart by it, so an attacker knows none of a victim. An identifier is not one,
 * however hard to guess it is: it gets about.
 */
import type { Config } from '../model/config.ts';
import type { KnownValue } from '../model/operation.ts';

const secretWords: ReadonlySet<string> = new Set([
  ...['token', 'secret', 'signature', 'sig', 'signed', 'hmac', 'nonce', 'csrf', 'jwt', 'otp'],
  ...['password', 'passwd', 'pwd', 'passphrase', 'credential', 'bearer', 'authorization'],
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
  /:[\w-]{27,64}$/,
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
  const open = known.filter((one) => one.actor === attacker || isTold(one));
  const openValues = new Set(open.map(({ value }) => value));
  const named = known.filter((one) => !openValues.has(one.value) && isSecret(one));
  const secrets = new Set(named.map(({ value }) => value));
  const isWithheld = ({ value }: KnownValue): boolean => secrets.has(value);
  return {
    known: known.filter((one) => !isWithheld(one)),
    withheld: [...new Set(named.map(({ operation, name }) => `${operation} ${name}`))],
  };
}

function isSecret({ name, value }: KnownValue): boolean {
  const words = wordsOf(name.split('.').findLast((part) => !/^\d+$/.test(part)) ?? name);
  if (words.some((word) => cursorWords.has(word))) return false;
  return words.some((word) => secretWords.has(word)) || secretForms.some((form) => form.test(value));
}

/** The words of a name in any case, in the singular: `shareTokens`, `share_token` and `X-Share-Token` all have `token`. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z\d]+/)
    .map((word) => word.toLowerCase().replace(/s$/, ''));
}
