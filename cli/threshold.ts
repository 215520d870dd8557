/**
 * Which findings of a run are reported, which fail it, and when there are enough: `--severity`, `--fail-on`, `--stop-at`. What
 * is not reported is stored all the same, and the ledger says that it is left out.
 */
import { type Finding, isAtLeast, type LedgerNote, type Severity } from '../model/finding.ts';
import { flawsOf } from '../reporters/flaws.ts';

export interface Threshold {
  /** The least severe findings that fail the run. */
  readonly failOn: Severity;
  readonly notes: readonly LedgerNote[];
  /** Whether a finding is reported; the search is ended if it is the last one that is wanted. */
  readonly tells: (finding: Finding) => boolean;
  /** The user's signal, or that there are enough findings. */
  readonly signal: AbortSignal;
}

export interface WantedExit {
  readonly severity: Severity | null;
  readonly failOn: Severity | null;
  readonly stopAt: number | null;
}

/** `countedOf`: of findings, those that nobody has accepted. */
export function openThreshold(
  { severity, failOn, stopAt }: WantedExit,
  signal: AbortSignal,
  countedOf: (findings: readonly Finding[]) => readonly Finding[] = (findings) => findings,
): Threshold {
  const fails = failOn ?? (severity === null || severity === 'info' ? 'low' : severity);
  const enough = new AbortController();
  const failing = new Map<string, Finding>();
  return {
    failOn: fails,
    notes: severity === null || severity === 'info' ? [] : [leftOut(severity)],
    signal: AbortSignal.any([signal, enough.signal]),
    tells: (finding) => {
      if (isAtLeast(finding.severity, fails)) failing.set(finding.id, finding);
      if (stopAt !== null && flawsOf(countedOf([...failing.values()])).length >= stopAt) enough.abort();
      return severity === null || isAtLeast((finding.ifGranted ?? finding).severity, severity);
    },
  };
}

function leftOut(severity: Severity): LedgerNote {
  return {
    kind: 'limit',
    text: `--severity ${severity} leaves out of the reports what is less severe; it is stored all the same`,
  };
}
