/** Asks all operations of a project: once each in a survey, then in rounds until nothing more is learnt. */
import type { Route } from '../model/target.ts';
import type { Asked } from './asked.ts';
import { askOnce, type Exploring, isOfSession } from './attempt.ts';
import type { Candidate } from './candidate.ts';
import { candidatesOf, furtherMethods, makersFirst, withShownFields } from './candidates.ts';
import { newWanted } from './growth.ts';
import { isGood } from './improve.ts';
import { Pool, pooledValues } from './pool.ts';
import { type Reach, reach, relink } from './reach.ts';
import { noHints } from './values.ts';

/** A running project and what it takes to ask it. */
export interface ProjectAsking {
  /** With the values that are known; refuses a run that was stopped. */
  readonly exploring: (pool: Pool) => Exploring;
  /** Null if the target did not come back from the work; it runs again then, and the operation is left alone. */
  readonly surviving: <Result>(candidate: Candidate, work: () => Promise<Result>) => Promise<Result | null>;
  readonly onProgress?: (text: string) => void;
}

const roundsMax = 3;

/** One answer of each method of each route, or of those that are chosen. */
export async function survey(
  routes: readonly Route[],
  asking: ProjectAsking,
  chosen: (all: readonly Candidate[]) => readonly Candidate[] = (all) => all,
): Promise<readonly Asked[]> {
  const candidates = chosen(candidatesOf(routes, true));
  const first = await askEach(candidates, asking);
  return [...first, ...(await askEach(furtherMethods(candidates, first), asking))];
}

async function askEach(candidates: readonly Candidate[], asking: ProjectAsking): Promise<Asked[]> {
  const pool = new Pool();
  const answers: Asked[] = [];
  for (const candidate of candidates) {
    const asked = await asking.surviving(candidate, () => askOnce(candidate, asking.exploring(pool)));
    if (asked !== null) answers.push(asked);
  }
  return answers;
}

/** Every operation in rounds: what one has made is there for the others in the next one. */
export async function exploreInRounds(
  first: readonly Candidate[],
  asking: ProjectAsking,
): Promise<readonly Reach[]> {
  const pool = new Pool();
  const reaches = new Map<string, Reach>();
  let candidates = first;
  for (let round = 0; round < roundsMax; round++) {
    const progress = await oneRound(candidates, reaches, pool, round === roundsMax - 1, asking);
    // What a view does with an id that exists may show a method that was not seen before.
    const pages = [...reaches.values()].map(({ asked }) => asked);
    const further = furtherMethods(candidates, pages);
    candidates = makersFirst([...candidates, ...further].map((one) => withShownFields(one, pages)));
    if (!progress && further.length === 0) break;
  }
  await linkAll(reaches, pool, asking);
  return [...reaches.values()];
}

/** Returns whether an operation works now that did not before. */
async function oneRound(
  candidates: readonly Candidate[],
  reaches: Map<string, Reach>,
  pool: Pool,
  isLast: boolean,
  asking: ProjectAsking,
): Promise<boolean> {
  let progress = false;
  for (const candidate of candidates) {
    const before = reaches.get(candidate.name);
    if (before !== undefined && (isGood(before.asked) || (isLast && before.asked.outcome === 'done')))
      continue;
    asking.onProgress?.(`asking ${candidate.method} ${candidate.route.path}`);
    const start = before?.candidate ?? candidate;
    const found = await asking.surviving(candidate, () => reach(start, asking.exploring(pool)));
    if (found === null) continue;
    reaches.set(candidate.name, found);
    progress ||= found.asked.outcome === 'done' && before?.asked.outcome !== 'done';
  }
  return progress;
}

/** Links operations to what others make, and adds those that go on where one ended. */
async function linkAll(reaches: Map<string, Reach>, pool: Pool, asking: ProjectAsking): Promise<void> {
  for (const [name, earlier] of reaches) {
    if (isOfSession(name, asking.exploring(pool))) continue;
    const found = asLastDone(earlier, pool);
    const again = await asking.surviving(found.candidate, () => relink(found, asking.exploring(pool)));
    if (again !== null) reaches.set(name, again);
  }
  for (const candidate of [...reaches.values()].flatMap(continued)) {
    const again = await asking.surviving(candidate, () => askOnce(candidate, asking.exploring(pool)));
    if (again?.outcome === 'done') reaches.set(candidate.name, { candidate, asked: again, isCut: false });
  }
}

/** What another operation had to change of this one, so that it finds what it looks for, stays changed. */
function asLastDone(found: Reach, pool: Pool): Reach {
  const { asked } = found;
  const candidate = pool.exchangeOf(asked.candidate.name)?.candidate ?? asked.candidate;
  if (asked.outcome !== 'done' || candidate === asked.candidate) return found;
  return { ...found, candidate, asked: { ...asked, candidate } };
}

/**
 * The operation once more, with what it answered itself: it does without `cursor`, answers one, and goes on where it is sent
 * that.
 */
function continued({ candidate, asked }: Reach): Candidate[] {
  if (asked.outcome !== 'done') return [];
  return pooledValues(asked).flatMap(({ source, word }) => {
    if (!('member' in source) || !source.member.startsWith('response.')) return [];
    const key = [...candidate.dropped].find((one) => one.endsWith(`:${word}`));
    if (key === undefined) return [];
    const place = key.startsWith('json:') ? 'json' : key.startsWith('form:') ? 'form' : 'query';
    const added = { ...newWanted(place, word, noHints(word, place, false), false, true), source };
    const name = `${candidate.name}By${word[0]?.toUpperCase()}${word.slice(1)}`;
    return [{ ...candidate, name, wanted: [...candidate.wanted, added] }];
  });
}
