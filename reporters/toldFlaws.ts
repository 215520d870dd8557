/**
 * Which findings are printed while a run goes on: the first of each flaw, once when it is seen and once when its attack is the
 * smallest. Those that only inform wait for `--verbose`.
 */
import type { Finding } from '../model/finding.ts';
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
  return {
    tells: ({ findings, started }, finding, rough) => {
      if (whole.size >= max || (rough && Number.isFinite(max))) return false;
      if (!isFailure(finding) && !(rough && isConditional(finding))) return false;
      // A flaw lies within one operation.
      const near = findings.filter(({ operation }) => operation === finding.operation);
      const flaw = flawsOfRun({ findings: near, started }).find(
        ({ id, further }) => id === finding.id || further.includes(finding.id),
      );
      if (flaw !== undefined && isAccepted(flaw)) return false;
      const ids = flaw === undefined ? [finding.id] : [flaw.id, ...flaw.further];
      const told = rough ? brief : whole;
      const isFirst = !ids.some((id) => told.has(id) || whole.has(id));
      if (isFirst) told.add(finding.id);
      return isFirst;
    },
  };
}
