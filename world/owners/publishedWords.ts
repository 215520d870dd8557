/**
 * Canary words in places that everybody may read, as the config declares: if `shared` lets everybody read the profile with
 * `kq7w…`, that word is no secret anywhere else either.
 */
import type { Canary } from '../../model/canary.ts';
import { findCanaries } from '../../observers/canaries.ts';

export interface PublishedWords {
  readonly has: (word: string) => boolean;
  /** Notes the words in a text that everybody may read. */
  readonly publish: (text: string) => void;
  /** From here on words belong to a case. */
  readonly seal: () => void;
  readonly endCase: () => void;
}

export function publishedWords(canaries: ReadonlyMap<string, Canary>): PublishedWords {
  const rehearsed = new Set<string>();
  const inCase = new Set<string>();
  let words = rehearsed;
  return {
    has: (word) => rehearsed.has(word) || inCase.has(word),
    publish: (text) => {
      for (const { canary } of findCanaries(text, canaries))
        if (canary.owner.kind === 'actor') words.add(canary.word);
    },
    seal: () => {
      words = inCase;
    },
    endCase: () => inCase.clear(),
  };
}
