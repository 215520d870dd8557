/**
 * Ends a run, for whatever reason: one last event with statistics, notes, ledger and exit code. A run with a failing finding
 * ends with 1, one that could not judge with 2.
 */
import {
  type Finding,
  isAtLeast,
  type LedgerNote,
  type LedgerRow,
  type RehearsedOperation,
  type RunError,
  type RunStats,
  type SearchEnd,
  type Severity,
} from '../model/finding.ts';
import type { Knowledge } from '../model/knowledge.ts';
import { limits } from '../model/limits.ts';
import { hazardNotes } from './hazards.ts';
import type { EngineParts } from './options.ts';
import { type SearchState, tellError } from './state.ts';
import { answersAndAdvice, isRefusedThroughout } from './untested.ts';

export interface SearchResult {
  readonly findings: readonly Finding[];
  readonly errors: readonly RunError[];
  readonly stats: RunStats;
  readonly exitCode: 0 | 1 | 2;
}

export interface SearchEnding {
  /** Of the first world; null where none was rehearsed. */
  readonly knowledge: Knowledge | null;
  /** What rehearsal saw of the operations that are attacked; none where there was no rehearsal. */
  readonly rehearsed: readonly RehearsedOperation[];
  /** How the search ended; null where none began. */
  readonly ended: SearchEnd | null;
  readonly wasStopped: boolean;
  /** Operations that the run went on without, and why. */
  readonly givenUp: ReadonlyMap<string, string>;
  /** How often the target in which findings are confirmed was lost. */
  readonly confirmLosses: number;
  /** The least severe findings that fail the run. */
  readonly failOn: Severity;
  /** Of the findings, those that may fail the run. */
  readonly countedOf: (findings: readonly Finding[]) => readonly Finding[];
  /** Something ended the run that must not happen. */
  readonly failed: boolean;
}

/** Emits how the run ended. */
export function finish(parts: EngineParts, state: SearchState, ending: SearchEnding): SearchResult {
  const { knowledge, ended } = ending;
  const seconds = (parts.now() - state.started) / 1000;
  const judged = state.cases - state.inconclusive;
  const stats = {
    cases: state.cases,
    inconclusive: state.inconclusive,
    seconds,
    judgedPerSecond: judged / Math.max(seconds, 0.001),
    ended,
  };
  const findings = [...state.findings.values()];
  const unreached = knowledge === null ? [] : state.reaching.notes(knowledge.stores);
  const exitCode = searchExitCode(state, findings, judged, ending);
  if (exitCode === 2 && state.reached === 0 && !ending.failed)
    tellUntested(parts, state, judged, ending, unreached);
  else if (exitCode === 2 && isRefusedThroughout(ending.rehearsed)) tellRefused(parts, state, ending);
  const notes = [
    ...state.notes,
    ...state.unconfirmed.values(),
    ...givenUpNotes(ending.givenUp),
    ...lossNotes(ending.confirmLosses),
    ...(knowledge === null ? [] : hazardNotes(knowledge, findings, parts.folder)),
    ...deadlineNotes(state.errors),
    ...unresolvedNotes(state.unresolved),
    ...state.chances.notes(),
    ...state.cutShort.notes(),
    ...unreached,
    ...state.reaching.refusals(ending.rehearsed),
    ...(knowledge?.cuts.notes() ?? []),
  ];
  const ledger: readonly LedgerRow[] = knowledge === null ? [] : state.ledger.rows(knowledge);
  parts.emit({ type: 'finished', ledger, notes, stats, exitCode });
  return { findings, errors: state.errors, stats, exitCode };
}

/** Findings fail a run; a run that could not be judged never passes. */
function searchExitCode(
  state: SearchState,
  findings: readonly Finding[],
  judged: number,
  { failed, ended, rehearsed, failOn, countedOf }: SearchEnding,
): 0 | 1 | 2 {
  if (failed) return 2;
  if (countedOf(findings).some(({ severity }) => isAtLeast(severity, failOn))) return 1;
  const isUnseen = state.errors.some(({ kind }) => kind === 'undecoded' || kind === 'unseen');
  const isOpen = state.unconfirmed.size > 0 || isUnseen || ended?.by === 'failure';
  const isTested = judged > 0 && state.reached > 0 && !isRefusedThroughout(rehearsed);
  return !isTested || isOpen ? 2 : 0;
}

function tellUntested(
  parts: EngineParts,
  state: SearchState,
  judged: number,
  { wasStopped }: SearchEnding,
  unreached: readonly LedgerNote[],
): void {
  const before = judged === 0 ? 'was judged' : 'reached a file, an item or an object';
  if (wasStopped) {
    tellError(parts, state, 'stopped', `the run was stopped before any case ${before}`);
    return;
  }
  const why = unreached.map(({ text }) => `; ${text}`).join('');
  const message = `no case was judged that reached a file, an item or an object${why}`;
  tellError(parts, state, 'not-tested', message);
}

function tellRefused(parts: EngineParts, state: SearchState, { rehearsed }: SearchEnding): void {
  const message = `no operation went well in any of its harmless runs, so that nothing behind their refusals was tested: ${answersAndAdvice(rehearsed)}`;
  tellError(parts, state, 'not-tested', message);
}

function givenUpNotes(givenUp: ReadonlyMap<string, string>): LedgerNote[] {
  return [...givenUp].map(([operation, why]) => ({
    kind: 'not-tested',
    operation,
    text: `${operation}, and what takes values from it, was not tried any more from some case on, because no target could be rehearsed with it: ${why}`,
  }));
}

function lossNotes(losses: number): LedgerNote[] {
  if (losses === 0) return [];
  const times = losses === 1 ? 'once' : `${losses} times`;
  return [{ kind: 'inconclusive', text: `the target in which findings are confirmed was lost ${times}` }];
}

/** One line for each thing that attacks refer to and their target does not have. */
function unresolvedNotes(unresolved: ReadonlyMap<string, number>): LedgerNote[] {
  return [...unresolved].map(([missing, cases]) => ({
    kind: 'inconclusive',
    text: `${missing} is missing in the target, so that ${cases} ${cases === 1 ? 'case' : 'cases'} could not be tried as meant`,
  }));
}

/** Cases in which an operation did not answer in time; null is the target itself. */
function overruns(errors: readonly RunError[], name: string | null): readonly RunError[] {
  return errors.filter(({ kind, operation }) => kind === 'deadline' && operation === name);
}

/** Whether an operation overran its deadline again and again. */
export function isSlow(errors: readonly RunError[], name: string): boolean {
  return overruns(errors, name).length >= limits.deadlinesToldFrom;
}

/** One line for each operation that did not answer in time again and again: it costs its deadline every time. */
function deadlineNotes(errors: readonly RunError[]): LedgerNote[] {
  return [...new Set(errors.map(({ operation }) => operation))].flatMap((operation): LedgerNote[] => {
    const cases = overruns(errors, operation);
    if (cases.length < limits.deadlinesToldFrom) return [];
    const text = `${operation ?? 'the target'} did not answer in time in ${cases.length} cases (${cases[0]?.message}), which are judged by nothing, and was tried less from then on: give the target a timeout of its own where it waits, or set stepDeadlineMs`;
    return [{ kind: 'inconclusive', text }];
  });
}
