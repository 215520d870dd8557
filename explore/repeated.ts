/**
 * Does once more, in a project that was started anew, what exploring has found, each operation behind those that it needs. A value that
 * only the course of exploring had made is missing then: the operation does without it, or is left out.
 */
import { afterOf } from './after.ts';
import type { Asked } from './asked.ts';
import { Attempt, type Exploring } from './attempt.ts';
import type { Candidate } from './candidate.ts';
import { tryOtherValues } from './improve.ts';
import type { Pool } from './pool.ts';
import type { Reach } from './reach.ts';
import type { ProjectAsking } from './rounds.ts';

/** What works again, with its answers put in the pool, or works without a value that is not there. */
export async function repeated(
  reaches: readonly Reach[],
  pool: Pool,
  asking: ProjectAsking,
): Promise<readonly Reach[]> {
  const kept = new Map<string, Reach>();
  const done = reaches.filter(({ asked }) => asked.outcome === 'done');
  for (const found of inNeed(done)) {
    const { candidate } = found.asked;
    const present = withoutMissing(candidate, pool);
    const asked = await asking.surviving(present, () => askedAgain(present, asking.exploring(pool)));
    if (asked === null) continue;
    if (asked.outcome === 'done') pool.add(asked);
    // What fails only because another one has used up its thing is rehearsed with one of its own.
    if (asked.outcome === 'done' || present === candidate) {
      const works = asked.outcome === 'done' ? asked.candidate : present;
      kept.set(candidate.name, { ...found, candidate: works, asked: { ...found.asked, candidate: works } });
    }
  }
  return reaches.flatMap(
    (found) => kept.get(found.asked.candidate.name) ?? (done.includes(found) ? [] : [found]),
  );
}

/**
 * What changes a thing has one of its own, as in a run; where it fails with that, it is tried with other values: an offset was that
 * of a file written to before.
 */
async function askedAgain(candidate: Candidate, exploring: Exploring): Promise<Asked> {
  const attempt = new Attempt(exploring);
  if (candidate.method === 'GET') return await attempt.ask(candidate);
  for (const { source } of candidate.wanted) if (source !== null) await attempt.refresh(source.operation);
  const fresh = await attempt.ask(candidate);
  return fresh.outcome === 'done' ? fresh : await tryOtherValues(fresh, attempt, exploring);
}

/** The candidate with its own values where the operations that it takes others from have not answered them. */
function withoutMissing(candidate: Candidate, pool: Pool): Candidate {
  const isMissing = candidate.wanted.map(({ source }) => source !== null && pool.valueOf(source) === null);
  if (!isMissing.includes(true)) return candidate;
  return {
    ...candidate,
    wanted: candidate.wanted.map((one, at) => (isMissing[at] === true ? { ...one, source: null } : one)),
  };
}

/** Each behind the operations that it needs; what needs one another stays as it came. */
function inNeed(reaches: readonly Reach[]): readonly Reach[] {
  const after = afterOf(reaches.map(({ asked }) => asked.candidate));
  const byName = new Map(reaches.map((found) => [found.asked.candidate.name, found]));
  const ordered = new Map<string, Reach>();
  const visit = (found: Reach, way: ReadonlySet<string>): void => {
    const { name, wanted } = found.asked.candidate;
    if (ordered.has(name) || way.has(name)) return;
    const needs = [...wanted.flatMap(({ source }) => source?.operation ?? []), ...(after.get(name) ?? [])];
    for (const need of needs) {
      const other = byName.get(need);
      if (other !== undefined) visit(other, new Set([...way, name]));
    }
    ordered.set(name, found);
  };
  for (const found of reaches) visit(found, new Set());
  return [...ordered.values()];
}
