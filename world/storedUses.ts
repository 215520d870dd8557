/**
 * Learns which operations work on what others have stored: a harmless run that reads an item, or comes to a file, with
 * the word in it that another operation was sent. Words are unguessable, so nothing meets by chance.
 */
import { type Canary, canaryPattern } from '../model/canary.ts';
import type { Operation, StoredUse } from '../model/operation.ts';
import type { ResolvedArguments } from '../model/target.ts';
import { stringsOf } from './resolve.ts';
import type { Seen } from './stage.ts';

export interface StoredUses {
  /** Takes note of what a harmless run was sent and came upon. */
  readonly note: (operation: Operation, args: ResolvedArguments, seen: Seen) => void;
  readonly all: () => readonly StoredUse[];
}

/** Of no operation anything is known yet. */
export function storedUses(canaries: ReadonlyMap<string, Canary>): StoredUses {
  const sources = new Map<string, string>();
  const uses = new Map<string, StoredUse>();
  return {
    note: (operation, args, seen) => {
      const sent = new Set(Object.values(args).flatMap(stringsOf).flatMap(wordsIn));
      for (const word of sent) if (!sources.has(word)) sources.set(word, operation.name);
      for (const word of wordsMet(seen)) {
        const source = sources.get(word);
        if (sent.has(word) || source === undefined || !canaries.has(word)) continue;
        uses.set(`${operation.name} ${source}`, { operation: operation.name, source });
      }
    },
    all: () => [...uses.values()],
  };
}

function wordsMet({ records, used }: Seen): ReadonlySet<string> {
  const images = records.flatMap(({ touches }) => touches.flatMap(({ before, after }) => [before, after]));
  return new Set([...used, JSON.stringify(images)].flatMap(wordsIn));
}

function wordsIn(text: string): string[] {
  return text.match(canaryPattern)?.map((word) => word.toLowerCase()) ?? [];
}
