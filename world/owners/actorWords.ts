/**
 * The words by which an actor's things are known as that actor's: its name, what headers and login call it, digests of these,
 * and the canaries that it sent. `audit/mallory2/7.json` carries the name of `mallory2`, and not that of `mallory`.
 */
import { createHash } from 'node:crypto';
import type { Canary } from '../../model/canary.ts';
import type { Actor } from '../../model/target.ts';
import { findCanaries } from '../../observers/canaries.ts';
import { fullNames, identitiesOf } from './identities.ts';

export interface ActorWords {
  /** Actors whose canaries are in a text. */
  readonly byCanary: (text: string) => ReadonlySet<string>;
  /** Actors whose names or canaries are in a text. */
  readonly all: (text: string) => ReadonlySet<string>;
  /** Actors whose names are in a text. */
  readonly byName: (text: string) => ReadonlySet<string>;
  /** The actor whose name a text is, from its beginning to its end. */
  readonly whole: (text: string) => string | null;
  /** Whether a part of a path or key is the target's id for the actor, or a digest of one of the actor's names. */
  readonly isIdOf: (part: string, actor: string) => boolean;
}

/** Shorter words occur in texts by chance. */
const nameMin = 3;

/** `ids` are what the target calls its users by, however short: `7`, also as a part of `u7`. */
export function actorWords(
  actors: readonly Actor[],
  canaries: ReadonlyMap<string, Canary>,
  ids: Readonly<Record<string, string>>,
): ActorWords {
  const nameOwners = ownersOfNames(actors);
  const pattern = anyOf([...nameOwners.keys()]);
  const byName = (text: string): ReadonlySet<string> =>
    new Set(
      (pattern === null ? [] : [...text.matchAll(pattern)]).flatMap(
        ([word]) => nameOwners.get(word.toLowerCase()) ?? [],
      ),
    );
  const byCanary = (text: string): ReadonlySet<string> =>
    new Set(
      findCanaries(text, canaries).flatMap(({ canary: { owner } }) =>
        owner.kind === 'actor' ? [owner.name] : [],
      ),
    );
  const isIdOf = (part: string, actor: string): boolean => {
    const id = ids[actor];
    if (id !== undefined && (part === id || (/^\d+$/.test(id) && part.replace(/^\D+/, '') === id)))
      return true;
    return (
      mayBeDigest(part) && digests().some(([digest, whose]) => whose === actor && digest.startsWith(part))
    );
  };
  let made: (readonly [string, string])[] | null = null;
  const digests = () => {
    const named = Object.entries(ids).map(([actor, id]) => [id, actor] as const);
    made ??= [...wordsOfActors(actors), ...named].flatMap(([word, actor]) =>
      digestsOf(word).map((digest) => [digest, actor] as const),
    );
    return made;
  };
  const whole = (text: string): string | null => nameOwners.get(text.toLowerCase()) ?? null;
  return { byCanary, byName, whole, isIdOf, all: (text) => new Set([...byCanary(text), ...byName(text)]) };
}

/** The one member of a set; null where it has none or several. */
export function only<Member>(members: ReadonlySet<Member>): Member | null {
  const [first] = members;
  return members.size === 1 && first !== undefined ? first : null;
}

const digestMin = 8;
const digestNames = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'] as const;

/** Whether a part may be a digest in hexadecimal digits, or the beginning of one that comes twice by no chance. */
function mayBeDigest(part: string): boolean {
  return part.length >= digestMin && /^[0-9a-f]+$/.test(part);
}

function digestsOf(word: string): string[] {
  return digestNames.map((name) => createHash(name).update(word, 'utf8').digest('hex'));
}

/** Each name as given, and whose it is. */
function wordsOfActors(actors: readonly Actor[]): (readonly [string, string])[] {
  const full = actors.flatMap((actor) =>
    [actor.name, ...fullNames(actor)].map((word) => [word, actor.name] as const),
  );
  return [...full, ...identitiesOf(actors).map(({ value, actor }) => [value, actor] as const)];
}

/** Each name in lower case, and whose it is. */
function ownersOfNames(actors: readonly Actor[]): ReadonlyMap<string, string> {
  const owners = new Map<string, string | null>();
  for (const [word, actor] of wordsOfActors(actors)) {
    const name = word.toLowerCase();
    if (name.length < nameMin) continue;
    owners.set(name, owners.has(name) && owners.get(name) !== actor ? null : actor);
  }
  return new Map([...owners].flatMap(([name, actor]) => (actor === null ? [] : [[name, actor] as const])));
}

/** Whole words, in any case, as names of files have them; the longest counts where one is within another. */
function anyOf(words: readonly string[]): RegExp | null {
  if (words.length === 0) return null;
  const longest = [...words].sort((one, other) => other.length - one.length);
  const written = longest.map((word) => word.replace(/[^A-Za-z0-9_]/g, '\\$&'));
  return new RegExp(`(?<![A-Za-z0-9])(?:${written.join('|')})(?![A-Za-z0-9])`, 'gi');
}
