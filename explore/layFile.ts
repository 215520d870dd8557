/**
 * Lays a file where an operation looks for one that no other operation makes: `GET /download/{name}` looks for
 * `media/page.txt`, which those who run the project put there. It is everybody's, and what lies around it is not.
 */
import type { Asked } from './asked.ts';
import { type Candidate, keyOf, type Wanted, withWanted } from './candidate.ts';
import type { Improve } from './improve.ts';

/** What stands for the word of a value, as the file keeps its name in each run. */
const laidWord = 'page';

export const withFileLaid: Improve = async (first, attempt, { ground, context }) => {
  if (first.candidate.method !== 'GET') return first;
  for (const candidate of named(first)) {
    if (attempt.isSpent) break;
    // What lies in a folder of the actor's own is made by some operation, and would be missing for all others.
    const missing = (await attempt.lookedFor(candidate)).find(
      ({ path }) =>
        baseOf(path).includes(laidWord) && !path.split('/').some((name) => context.ownWords.has(name)),
    );
    if (missing === undefined || !ground.lay(missing)) continue;
    const asked = await attempt.ask(candidate);
    if (asked.outcome === 'done' && asked.hasFound) return asked;
    ground.takeAway(missing);
  }
  return first;
};

/** The candidate with a name of ours in the place of each value that may name a file. */
function named({ candidate }: Asked): readonly Candidate[] {
  return candidate.wanted
    .filter(
      ({ place, isFile, source }) => (place === 'path' || place === 'query') && !isFile && source === null,
    )
    .flatMap((one) =>
      names(one).map((name) => withWanted(candidate, keyOf(one), { values: [name], chosen: 0 })),
    );
}

function names({ values }: Wanted): readonly string[] {
  return values.flatMap((value) =>
    typeof value === 'string' && value.includes('{token}') ? [value.replaceAll('{token}', laidWord)] : [],
  );
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
