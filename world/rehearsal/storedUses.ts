/**
 * Learns which operations use what others have stored: `save` was sent `title` = `kq7w`, and a later `export` reads an item, or
 * touches a file, that holds `kq7w`. The words are unguessable, so that none matches by chance.
 */
import { type Canary, canaryWordsIn } from '../../model/canary.ts';
import type { StoredUse } from '../../model/knowledge.ts';
import type { ResolvedArguments } from '../../model/resolvedArgument.ts';
import { stringsOf } from '../step/resolve.ts';
import type { Seen } from '../step/step.ts';
import type { Learner } from './learner.ts';
import { makesSomething } from './makes.ts';

type UseSource = Pick<StoredUse, 'source' | 'parameter'>;

/** Of no operation anything is known yet. */
export function storedUses(canaries: ReadonlyMap<string, Canary>): Learner<readonly StoredUse[]> {
  const sources = new Map<string, UseSource[]>();
  const uses = new Map<string, StoredUse>();
  return {
    note: ({ operation, arguments: args, seen }) => {
      const sent = wordsSent(args);
      for (const word of wordsMet(seen)) {
        if (sent.has(word) || !canaries.has(word)) continue;
        for (const source of sources.get(word) ?? []) {
          const use = { operation: operation.name, ...source };
          uses.set(JSON.stringify(use), use);
        }
      }
      // The operation that first gets a word may store it where nobody looks; one that creates something may have put it there.
      const makes = makesSomething(seen);
      for (const [word, parameters] of sent) {
        const known = sources.get(word) ?? [];
        if (known.length > 0 && !makes) continue;
        const added = parameters.map((parameter) => ({ source: operation.name, parameter }));
        sources.set(word, [...known, ...added]);
      }
    },
    result: () => [...uses.values()],
  };
}

/** The words that were sent, each with the parameters that carried it. */
function wordsSent(args: ResolvedArguments): ReadonlyMap<string, readonly string[]> {
  const sent = new Map<string, string[]>();
  for (const [parameter, argument] of Object.entries(args))
    for (const word of new Set(stringsOf(argument).flatMap(canaryWordsIn)))
      sent.set(word, [...(sent.get(word) ?? []), parameter]);
  return sent;
}

function wordsMet({ records, used }: Seen): ReadonlySet<string> {
  const images = records.flatMap(({ touches }) => touches.flatMap(({ before, after }) => [before, after]));
  return new Set([...used, JSON.stringify(images)].flatMap(canaryWordsIn));
}
