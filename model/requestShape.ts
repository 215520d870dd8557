/** Shapes of requests: the words of a request as one text, with unguessable ones replaced by `{}`. */
import { canaryPattern } from './canary.ts';
import type { RequestWord } from './itemRequest.ts';

const uuidPattern = /[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}/gi;

/** One word with its unguessable parts replaced by `{}`. */
export function wordKey({ kind, text }: RequestWord): string {
  return `${kind} ${text.replace(canaryPattern, '{}').replace(uuidPattern, '{}')}`;
}

/** All words of a request as one text. */
export function shapeKey(words: readonly RequestWord[]): string {
  return words.map(wordKey).join('\n');
}
