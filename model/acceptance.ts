/**
 * Flaws that people have decided to live with for a while: why, and until when. What is accepted does not fail a run; from the day
 * after its last one it does.
 */
import type { Severity } from './severity.ts';

/** Decided by people, for one flaw. */
export interface Acceptance {
  readonly because: string;
  /** The last day, in UTC: `2027-01-31`. */
  readonly until: string;
}

export interface AcceptedFlaw extends Acceptance {
  /** Id of the finding by which it was named. */
  readonly id: string;
  /** Ids of all findings that were known to be mended with it, that one included. Sorted. */
  readonly findings: readonly string[];
  readonly property: string;
  readonly operation: string;
  /** The worst of its findings: what is worse is not accepted. */
  readonly severity: Severity;
}

/** As a run takes it. */
export interface TakenAcceptance extends AcceptedFlaw {
  /** Whether its last day was before that of the run. */
  readonly expired: boolean;
}

/** A finding of an earlier run whose attack a run tries first. */
export interface TriedFinding {
  readonly id: string;
  readonly property: string;
  readonly operation: string;
  readonly severity: Severity;
  readonly summary: string;
  readonly location: { readonly file: string; readonly line: number } | null;
}

/** A day as `2027-01-31`, in UTC. */
export function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}

/** Whether a text is a day that exists: `2027-02-30` is none. */
export function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : null;
  return time !== null && !Number.isNaN(time.getTime()) && dayOf(time) === text;
}
