/** The state of a run so far, folded from the stream of events; every format is written from it. */
import type {
  Finding,
  LedgerNote,
  LedgerRow,
  RehearsedOperation,
  RunError,
  RunEvent,
  RunStats,
} from '../model/finding.ts';
import type { Flaw } from '../model/flaw.ts';

export type StartedEvent = Extract<RunEvent, { type: 'started' }>;

export interface RunRecord {
  readonly started: StartedEvent | null;
  readonly operations: readonly RehearsedOperation[];
  readonly findings: readonly Finding[];
  readonly errors: readonly RunError[];
  readonly ledger: readonly LedgerRow[];
  readonly notes: readonly LedgerNote[];
  readonly stats: RunStats;
  /** Null until the run has finished. */
  readonly exitCode: 0 | 1 | 2 | null;
}

export const emptyRecord: RunRecord = {
  started: null,
  operations: [],
  findings: [],
  errors: [],
  ledger: [],
  notes: [],
  stats: { cases: 0, inconclusive: 0, seconds: 0, judgedPerSecond: 0, ended: null },
  exitCode: null,
};

/** The record after one more event. A finding reported again, smaller, replaces the one with the same id. */
export function recordEvent(record: RunRecord, event: RunEvent): RunRecord {
  switch (event.type) {
    case 'started':
      return { ...record, started: event };
    case 'rehearsed':
      return { ...record, operations: event.operations, notes: withNotes(record.notes, event.notes) };
    case 'progress':
      return { ...record, stats: { ...record.stats, cases: event.cases, seconds: event.seconds } };
    case 'finding':
      return { ...record, findings: withFinding(record.findings, event.finding) };
    case 'error':
      return { ...record, errors: [...record.errors, event.error] };
    case 'finished': {
      const { ledger, stats, exitCode } = event;
      return { ...record, ledger, notes: withNotes(record.notes, event.notes), stats, exitCode };
    }
  }
}

/** Sentences about faults of the run itself: a run that failed or was interrupted always has one. */
export function faultsOf(record: RunRecord): readonly string[] {
  if (record.exitCode === null) return ['the run was cut off before it had finished'];
  if (record.exitCode === 2 && record.errors.length === 0) return ['the run failed'];
  return [];
}

/** Whether a finding or a flaw fails a run: an informative one does not, nor one that is accepted. */
export function isFailure({ severity, accepted }: Pick<Flaw, 'severity' | 'accepted'>): boolean {
  return severity !== 'info' && accepted?.expired !== false;
}

/** Whether people live with it for now. */
export function isAccepted({ accepted }: Pick<Flaw, 'accepted'>): boolean {
  return accepted?.expired === false;
}

/** Whether a finding counts only if an attacker has a power that the config does not grant. */
export function isConditional({ ifGranted }: Pick<Finding, 'ifGranted'>): boolean {
  return ifGranted !== undefined;
}

function withFinding(findings: readonly Finding[], finding: Finding): readonly Finding[] {
  const known = findings.findIndex((other) => other.id === finding.id);
  return known === -1 ? [...findings, finding] : findings.with(known, finding);
}

function withNotes(notes: readonly LedgerNote[], added: readonly LedgerNote[]): readonly LedgerNote[] {
  const isNew = (note: LedgerNote) =>
    !notes.some((other) => other.kind === note.kind && other.text === note.text);
  return [...notes, ...added.filter(isNew)];
}
