/**
 * The flaws of a run as people have decided on them: what is accepted is a flaw apart from all others, and what is worse than what
 * was accepted is not. And what is fixed: findings of earlier runs whose attacks this run tried, and which showed nothing.
 */
import type { TakenAcceptance, TriedFinding } from '../model/acceptance.ts';
import { type Finding, isAtLeast, severities } from '../model/finding.ts';
import type { Flaw } from '../model/flaw.ts';
import { flawsOf, isSamePlaceOf } from './flaws.ts';
import type { RunRecord } from './runRecord.ts';

/** Flaws, the worst first; among equals new ones first. */
export function flawsOfRun({ findings, started }: Pick<RunRecord, 'findings' | 'started'>): readonly Flaw[] {
  const known = new Set(started?.known);
  const accepted: Flaw[] = [];
  let open = findings;
  for (const decided of started?.accepted ?? []) {
    const own = findingsOf(decided, open);
    open = open.filter((finding) => !own.includes(finding));
    const { because, until, expired } = decided;
    for (const flaw of flawsOf(own, known)) accepted.push({ ...flaw, accepted: { because, until, expired } });
  }
  const rank = ({ severity }: Flaw): number => severities.indexOf(severity);
  return [...flawsOf(open, known), ...accepted].toSorted(
    (one, other) => rank(one) - rank(other) || Number(other.isNew) - Number(one.isNew),
  );
}

/** Those that were accepted, and others at their lines; none that is worse than what was accepted. */
function findingsOf(decided: TakenAcceptance, findings: readonly Finding[]): readonly Finding[] {
  const covered = findings.filter(({ severity }) => isAtLeast(decided.severity, severity));
  const named = covered.filter(({ id }) => decided.findings.includes(id));
  return covered.filter(
    (finding) => named.includes(finding) || named.some((other) => isSamePlaceOf(other, finding)),
  );
}

export interface FixedFlaw {
  /** The findings of earlier runs that showed nothing, at least one. */
  readonly findings: readonly TriedFinding[];
  /** Whether it was accepted, so that its entry can be removed. */
  readonly accepted: TakenAcceptance | null;
}

/**
 * What is fixed, accepted flaws first. Nothing is known of operations that could not be judged, or of a run that did not end
 * well.
 */
export function fixedOf({ started, findings, errors, notes, exitCode }: RunRecord): readonly FixedFlaw[] {
  if (started === null || exitCode === null || exitCode === 2) return [];
  const { tried = [], accepted = [] } = started;
  const doubtful = new Set([
    ...errors.map(({ operation }) => operation),
    ...notes.map(({ kind, attack }) => (kind === 'inconclusive' ? attack?.steps.at(-1)?.operation : null)),
  ]);
  const isFixed = (one: TriedFinding): boolean =>
    !doubtful.has(one.operation) && !findings.some((finding) => isSameFinding(one, finding));
  const settled = accepted.flatMap((decided): FixedFlaw[] => {
    const own = tried.filter(({ id }) => decided.findings.includes(id));
    const isSeen = findings.some(({ id }) => decided.findings.includes(id));
    return own.length > 0 && !isSeen && own.every(isFixed) ? [{ findings: own, accepted: decided }] : [];
  });
  const decided = new Set(accepted.flatMap((one) => one.findings));
  const others = tried.filter((one) => !decided.has(one.id) && isFixed(one));
  return [...settled, ...others.map((one): FixedFlaw => ({ findings: [one], accepted: null }))];
}

/** By id, or by what it says and where: the id of a stored finding may be of an earlier form. */
function isSameFinding(one: TriedFinding, { id, property, operation, location }: Finding): boolean {
  if (one.id === id) return true;
  if (one.property !== property || one.operation !== operation) return false;
  return one.location?.file === location?.file && one.location?.line === location?.line;
}
