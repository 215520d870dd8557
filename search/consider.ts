/**
 * Turns violations into findings: one with a new cause is shrunk a little, confirmed and reported at once, and shrunk to the
 * end soon after. `../../a/b/../x` is reported within seconds, and ends as `../x`. A violation that cannot be confirmed
 * because each attempt loses the target is reported as that.
 */
import { type Attack, powerOf, powers } from '../model/attack.ts';
import type { Knowledge } from '../model/knowledge.ts';
import { limits } from '../model/limits.ts';
import type { TriedAttack } from '../model/probe.ts';
import type { Judged } from './cause.ts';
import type { ConfirmWorld } from './confirmWorld.ts';
import { type FirstSeen, investigate } from './investigate.ts';
import type { Bench } from './observe.ts';
import type { EngineParts } from './options.ts';
import { type Rough, type SearchState, tellProgress } from './state.ts';

/** What the workers of a search have in common. */
export interface Search {
  readonly parts: EngineParts;
  readonly state: SearchState;
  readonly confirming: ConfirmWorld;
  /** Of the first world, for which attacks are made. */
  readonly knowledge: Knowledge;
  /** Whether the search is over; what was seen by then is confirmed all the same. */
  readonly isOver: () => boolean;
  /** Whether the time for shrinking to the end is over. */
  readonly isShrunkOut: () => boolean;
}

/**
 * Turns a violation into a finding where its cause is new, or known only with more power than this attack needs. Resolves to
 * whether its cause is reported by now: not where it did not repeat, and not while another worker is busy with it.
 */
export async function consider(
  search: Search,
  bench: Bench,
  { by, attack }: TriedAttack,
  judged: Judged,
): Promise<boolean> {
  const { parts, state, confirming, isOver, knowledge } = search;
  const informs = judged.property.severity === 'info';
  const cause = informs ? judged.cause : state.flaws.flawOf(judged.cause, attack);
  const known = state.findings.get(cause);
  const rank = powers.indexOf(powerOf(attack));
  const before = state.taken.get(cause);
  if (rank >= (before ?? powers.length)) return state.settled.has(cause);
  state.taken.set(cause, rank);
  tellProgress(parts, state, `shrinking ${judged.property.id} of ${judged.violation.operation}`);
  const first: FirstSeen = known ?? { foundAfterCases: state.cases, foundBy: by };
  const effort = { rough: true, isOver, knowledge };
  const investigated = await investigate(parts, bench, confirming, attack, judged, first, effort);
  const { lost } = investigated;
  // A smaller attack of a known finding keeps its id.
  const finding = investigated.finding && {
    ...investigated.finding,
    id: known?.id ?? investigated.finding.id,
  };
  if (lost !== null) {
    keepUnconfirmed(state, { ...judged, cause }, investigated.attack, lost, before);
    return false;
  }
  state.unconfirmed.delete(cause);
  if (finding === null) {
    const text = `FLAKY: ${seen(judged)} was seen once and did not repeat in a fresh target: ${judged.violation.unsafeSummary}`;
    state.notes.push({ kind: 'inconclusive', text, attack: investigated.attack });
    return false;
  }
  state.settled.add(cause);
  // Shrinking, or another worker, may have shown meanwhile that less power suffices.
  const found = powers.indexOf(finding.power);
  if (found > (state.taken.get(cause) ?? found)) return true;
  state.taken.set(cause, found);
  // Two ways within one operation by which one argument reaches one line are one finding.
  const twin = [...state.findings].find(([flaw, other]) => flaw !== cause && other.id === finding.id);
  if (twin !== undefined && powers.indexOf(twin[1].power) <= found) return true;
  if (twin !== undefined) state.findings.delete(twin[0]);
  state.findings.set(cause, finding);
  state.flaws.settle(judged.cause, cause, finding.attack);
  state.rough.push({ finding, judged, flaw: cause });
  parts.emit({ type: 'finding', finding, rough: true });
  return true;
}

/** It is tried again when it is seen again, a few times: one outage must not hide it for the rest of a campaign. */
function keepUnconfirmed(
  state: SearchState,
  judged: Judged,
  attack: Attack,
  lost: string,
  before: number | undefined,
): void {
  const { cause, violation } = judged;
  const losses = (state.confirmLosses.get(cause) ?? 0) + 1;
  state.confirmLosses.set(cause, losses);
  const text = `FLAKY: ${seen(judged)} was seen, but the target was lost whenever it was to be shown again (${lost}): ${violation.unsafeSummary}`;
  if (!state.findings.has(cause)) state.unconfirmed.set(cause, { kind: 'inconclusive', text, attack });
  if (losses >= limits.confirmLossesMax) return;
  if (before === undefined) state.taken.delete(cause);
  else state.taken.set(cause, before);
}

function seen({ property, violation }: Judged): string {
  return `${property.id} of ${violation.operation}`;
}

/** Shrinks a finding to the end and reports the final one; unshrunk if the time is over or a smaller attack is known by now. */
export async function finishFinding(
  search: Search,
  bench: Bench,
  { finding, judged, flaw }: Rough,
): Promise<void> {
  const { parts, state, confirming, isShrunkOut, knowledge } = search;
  if (state.findings.get(flaw) !== finding) return;
  tellProgress(parts, state, `shrinking ${seen(judged)}`);
  const effort = { rough: false, isOver: isShrunkOut, knowledge };
  const { attack } = finding;
  const smaller =
    isShrunkOut() || bench.isLost()
      ? null
      : await investigate(parts, bench, confirming, attack, judged, finding, effort);
  const again = smaller?.finding ?? finding;
  // What once failed to show is not certain because it showed this time.
  const confirmed = finding.confirmed === 'flaky' ? finding.confirmed : again.confirmed;
  const last = { ...again, confirmed, id: finding.id };
  const wasCut = smaller === null || smaller.shrinkWasCut || smaller.lost !== null || bench.isLost();
  if (wasCut && (last.ifGranted?.severity ?? last.severity) !== 'info')
    state.notes.push({ kind: 'limit', text: `shrinking ${last.id} was stopped at its bound` });
  state.findings.set(flaw, last);
  parts.emit({ type: 'finding', finding: last });
}
