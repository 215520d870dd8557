/**
 * Words by which a target tells actors apart, as everybody may know them: names of tenants and users in headers and logins.
 * What is a secret (a token, a key, a password) is left out: who knows one is that actor.
 */
import { identityOperation, type KnownValue } from '../model/operation.ts';
import type { Actor, Identity } from '../model/target.ts';

const wordMin = 2;
const wordMax = 64;
/** Digits in a word of a secret's header, or this length, make it a part of the secret. */
const secretMin = 16;
const secretNames = /auth|token|key|sess|cookie|csrf/i;
const secretsAlone = /pass|secret|sign/i;

/** For each actor the words that no other one has. */
export function identitiesOf(actors: readonly Actor[]): readonly KnownValue[] {
  const words = actors.map((actor) => ({ actor: actor.name, words: wordsOf(actor) }));
  return words.flatMap(({ actor, words: own }) => {
    const others = new Set(
      words.filter((one) => one.actor !== actor).flatMap((one) => one.words.map(({ value }) => value)),
    );
    return own
      .filter(({ value }) => !others.has(value))
      .map(({ name, value }) => ({ actor, operation: identityOperation, name, value }));
  });
}

/** What headers and logins call an actor in full: `acme@eu`, and not `acme`. */
export function namesOf({ headers, login }: Actor): readonly string[] {
  const told = [...Object.entries(headers), ...Object.entries(login ?? {})];
  return told.flatMap(([name, value]) =>
    typeof value === 'string' && isWord(value) && value.length <= wordMax && !isSecret(name, value)
      ? [value]
      : [],
  );
}

function isWord(value: string): boolean {
  return /^[\w@.+:#-]+$/.test(value);
}

interface Word {
  readonly name: string;
  readonly value: string;
}

function wordsOf({ words = {}, identities = {}, ...usual }: Actor): Word[] {
  const said = Object.entries(words).flatMap(([name, value]) => [
    ...wordsIn(`${name}.part`, value),
    { name, value },
  ]);
  const told = [usual, ...Object.values(identities)].flatMap(namedIn);
  return [...new Map([...told, ...said].map((word) => [word.value, word])).values()];
}

function namedIn({ headers, login }: Identity): Word[] {
  const named = Object.entries(login ?? {}).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[name, value]] : [],
  );
  return [...Object.entries(headers), ...named].flatMap(([name, value]) => wordsIn(name, value));
}

/** The whole value, where it is a word, and the words within. */
function wordsIn(name: string, value: string): Word[] {
  const parts = value.split(/[^A-Za-z0-9_-]+/);
  const whole = /^[\w@.+-]+$/.test(value) ? [value] : [];
  return [...new Set([...whole, ...parts])]
    .filter((word) => word.length >= wordMin && word.length <= wordMax && !isSecret(name, word))
    .map((word, index) => ({ name: index === 0 ? name : `${name}.${index}`, value: word }));
}

function isSecret(name: string, word: string): boolean {
  return secretsAlone.test(name) || (secretNames.test(name) && (word.length >= secretMin || /\d/.test(word)));
}
