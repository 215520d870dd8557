/**
 * Finds the pages that everybody may see where users log in: those that answer a visitor who has not logged in, and to which such
 * pages alone lead. `/books/` lists books, and `/books/the-long-way/` shows what customers have written of one: `public`. A page that is
 * found only by what a user has made is not, even if it asks for no login.
 */
import { askOnce, type Exploring } from './attempt.ts';
import { templateOf, type Wanted } from './candidate.ts';
import type { Reach } from './reach.ts';

/** The name of an actor of whom the project knows nothing. */
export const visitor = 'visitor';

const passesMax = 4;

/** Names of operations. The values that they need are in the pool. */
export async function publicPages(
  reaches: readonly Reach[],
  exploring: Exploring,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const refused = new Set<string>();
  const pages = reaches
    .map(({ asked }) => asked)
    .filter(
      ({ outcome, candidate }) =>
        outcome === 'done' && candidate.method === 'GET' && candidate.as === undefined,
    );
  for (let pass = 0; pass < passesMax; pass++) {
    const before = found.size;
    for (const { candidate } of pages) {
      const isLedTo = candidate.wanted.every((one) => isFoundBy(one, found));
      if (!isLedTo || found.has(candidate.name) || refused.has(candidate.name)) continue;
      const { outcome, response } = await askOnce(candidate, { ...exploring, actor: visitor });
      const isShown = outcome === 'done' && (response.status ?? 500) < 300;
      (isShown ? found : refused).add(candidate.name);
    }
    if (found.size === before) break;
  }
  return found;
}

/** Whether a visitor may know the value: a page has shown it, or the project compares it with that word. */
function isFoundBy(one: Wanted, pages: ReadonlySet<string>): boolean {
  if (one.source !== null) return pages.has(one.source.operation);
  const value = templateOf(one);
  const isWord = one.hints.uses.some(
    (use) => use.kind === 'words' && typeof value === 'string' && use.words.includes(value),
  );
  return one.place !== 'path' || isWord;
}
