/**
 * Words by which a target distinguishes actors and which everybody may know: names of tenants and users in headers and logins.
 * Secrets (a token, a key, a password) are left out: whoever knows one is that actor.
 */
import type { KnownValue } from '../../model/knowledge.ts';
import { identityOperation } from '../../model/operation.ts';
import type { Actor, Identity } from '../../model/target.ts';

const wordMin = 2;
const wordMax = 64;
/** Digits in a word of a secret's header, or this length, make it a part of the secret. */
const secretMin = 16;
const secretNames = /auth|token|key|sess|cookie|csrf/i;
const secretsAlone = /pass|secret|sign/i;

/** For each actor the words that no other one has: `mallory` is one, though another is called `mallory:north`. */
export function identitiesOf(actors: readonly Actor[]): readonly KnownValue[] {
  const words = actors.map((actor) => ({ actor: actor.name, words: identityWords(actor) }));
  return words.flatMap(({ actor, words: own }) => {
    const others = words.filter((one) => one.actor !== actor).flatMap((one) => one.words);
    const isOthers = ({ value, isWhole }: IdentityWord): boolean =>
      others.some((other) => other.value === value && (other.isWhole || !isWhole));
    return own
      .filter((word) => !isOthers(word))
      .map(({ name, value }) => ({ actor, operation: identityOperation, name, value }));
  });
}

/** What headers and logins call an actor in full: `acme@eu`, and not `acme`. */
export function fullNames({ headers, login }: Actor): readonly string[] {
  const told = [...Object.entries(headers), ...Object.entries(login ?? {})];
  return told.flatMap(([name, value]) =>
    typeof value === 'string' && isWord(value) && value.length <= wordMax && !isSecretWord(name, value)
      ? [value]
      : [],
  );
}

function isWord(value: string): boolean {
  return /^[^\s\p{C}]+$/u.test(value);
}

interface IdentityWord {
  readonly name: string;
  readonly value: string;
  /** Whether it is the whole value of a header or a login. */
  readonly isWhole: boolean;
}

function identityWords({ words = {}, identities = {}, ...usual }: Actor): IdentityWord[] {
  const said = Object.entries(words).flatMap(([name, value]): IdentityWord[] => [
    { name, value, isWhole: true },
    ...wordsOfValue(`${name}.part`, value),
  ]);
  const all = [...said, ...[usual, ...Object.values(identities)].flatMap(namedIn)];
  const wholeFirst = [...all.filter(({ isWhole }) => isWhole), ...all.filter(({ isWhole }) => !isWhole)];
  return wholeFirst.filter(({ value }, at) => wholeFirst.findIndex((one) => one.value === value) === at);
}

function namedIn({ headers, login }: Identity): IdentityWord[] {
  const named = Object.entries(login ?? {}).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[name, value]] : [],
  );
  return [...Object.entries(headers), ...named].flatMap(([name, value]) => wordsOfValue(name, value));
}

/** The whole value, where it may be a name, and the words within. */
function wordsOfValue(name: string, value: string): IdentityWord[] {
  const parts = value.split(/[^A-Za-z0-9_-]+/);
  const form = secretNames.test(name) ? /^[^\s\p{C}]+$/u : /^[^\p{C}]+$/u;
  const whole = form.test(value) ? [value] : [];
  return [...new Set([...whole, ...parts])]
    .filter((word) => word.length >= wordMin && word.length <= wordMax && !isSecretWord(name, word))
    .map((word, index) => ({
      name: index === 0 ? name : `${name}.${index}`,
      value: word,
      isWhole: word === value,
    }));
}

function isSecretWord(name: string, word: string): boolean {
  return secretsAlone.test(name) || (secretNames.test(name) && (word.length >= secretMin || /\d/.test(word)));
}
