/**
 * Which findings are printed while a run goes on: the first of each flaw, once when it is seen and once when its attack is the
 * smallest. Those that only inform wait for `--verbose`.
 */
import type { Finding } from '../model/finding.ts';
import { isToldWith } from './flaws.ts';
import { flawsOfRun } from './runFlaws.ts';
import { isAccepted, isConditional, isFailure, type RunRecord } from './runRecord.ts';

export interface ToldFlaws {
  /** Whether a finding is the first of its flaw to be told in this form. */
  readonly tells: (record: RunRecord, finding: Finding, rough: boolean) => boolean;
}

/** `max`: how many flaws are shown in full; what is only seen yet is shown if there is no such bound. */
export function toldFlaws(max: number = Number.POSITIVE_INFINITY): ToldFlaws {
  const brief = new Set<string>();
  const whole = new Set<string>();
  let count = 0;
  return {
    tells: ({ findings, started }, finding, rough) => {
      if (count >= max || (rough && Number.isFinite(max))) return false;
      if (!isFailure(finding) && !(rough && isConditional(finding))) return false;
      const near = findings.filter((other) => other.id === finding.id || isToldWith(other, finding));
      if (isAcceptedIn(near, started, finding)) return false;
      const told = rough ? brief : whole;
      const isFirst = !near.some(({ id }) => told.has(id) || whole.has(id));
      // What is told with another one leads to a third.
      told.add(finding.id);
      if (isFirst && !rough) count += 1;
      return isFirst;
    },
  };
}

function isAcceptedIn(near: readonly Finding[], started: RunRecord['started'], { id }: Finding): boolean {
  if (started?.accepted === undefined) return false;
  return flawsOfRun({ findings: near, started }).some(
    (flaw) => isAccepted(flaw) && [flaw.id, ...flaw.further].includes(id),
  );
}
