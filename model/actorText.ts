/** Fills in the actor in texts of the config: `{actor}` is the name, `{actor.tenant}` a word of the actor's own. */
import type { Actor } from './target.ts';

export type NamedActor = Pick<Actor, 'name' | 'words'>;

/** The text with the actor filled in; a word that the actor lacks stays as written. */
export function withActor(text: string, { name, words = {} }: NamedActor): string {
  return text.replace(/\{actor(?:\.(\w+))?\}/g, (all, word: string | undefined) => {
    if (word === undefined) return name;
    return Object.hasOwn(words, word) ? (words[word] ?? all) : all;
  });
}

/** The names of an actor's words that a text refers to. */
export function actorWordsIn(text: string): readonly string[] {
  return [...text.matchAll(/\{actor\.(\w+)\}/g)].flatMap(([, word]) => word ?? []);
}

/** The name of an actor under another identity than usual: `victim as anonymous`. */
export function principalOf(actor: string, identity: string | undefined): string {
  return identity === undefined ? actor : `${actor} as ${identity}`;
}

/** The identity without headers, cookies and login, which every actor has. */
export const anonymous = 'anonymous';
