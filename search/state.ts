/**
 * The state of a running search, shared by its workers: findings, errors, notes and counts. A cause that one worker found is
 * known to the other.
 */
import type { Attack } from '../model/attack.ts';
import {
  type EnvironmentError,
  messageOf,
  StoppedError,
  TargetLostError,
  UndecodedError,
} from '../model/errors.ts';
import type { Finding, LedgerNote, RunError } from '../model/finding.ts';
import type { Knowledge } from '../model/knowledge.ts';
import type { Judged } from './cause.ts';
import { type Chances, countChances } from './chance.ts';
import { type CutShort, countCutShort } from './cutShort.ts';
import { type Ledger, openLedger } from './ledger.ts';
import type { JudgedCase } from './observe.ts';
import type { EngineParts } from './options.ts';
import { type Flaws, openFlaws } from './reach.ts';
import { countReaching, type ReachCounts } from './unreached.ts';

export interface Rough {
  readonly finding: Finding;
  readonly judged: Judged;
  /** Its cause and what reaches it. */
  readonly flaw: string;
}

export interface SearchState {
  readonly started: number;
  /** Findings whose attacks are not the smallest yet. */
  readonly rough: Rough[];
  /** By flaw: a cause and what reaches it. */
  readonly findings: Map<string, Finding>;
  readonly flaws: Flaws;
  /** Flaws that some worker is busy with or that are settled, with the rank of the power they were seen with. */
  readonly taken: Map<string, number>;
  /** Those of them that came to a finding, or to one that is known. */
  readonly settled: Set<string>;
  /** How often the target was lost while a cause was being confirmed. */
  readonly confirmLosses: Map<string, number>;
  /** Causes that were seen and could not be asked for again, with what was seen. */
  readonly unconfirmed: Map<string, LedgerNote>;
  /** What attacks referred to that their world did not have, and in how many cases. */
  readonly unresolved: Map<string, number>;
  readonly errors: RunError[];
  readonly notes: LedgerNote[];
  readonly ledger: Ledger;
  readonly chances: Chances;
  readonly reaching: ReachCounts;
  readonly cutShort: CutShort;
  cases: number;
  /** How often a case has shown something new. */
  shown: number;
  inconclusive: number;
  reached: number;
  /** When progress was last reported, in milliseconds of the run's clock. */
  lastProgress: number;
  /** When cells of the ledger were last told. */
  lastCells: number;
}

export function newState(started: number): SearchState {
  return {
    started,
    rough: [],
    findings: new Map(),
    flaws: openFlaws(),
    taken: new Map(),
    settled: new Set(),
    confirmLosses: new Map(),
    unconfirmed: new Map(),
    unresolved: new Map(),
    errors: [],
    notes: [],
    ledger: openLedger(),
    chances: countChances(),
    reaching: countReaching(),
    cutShort: countCutShort(),
    cases: 0,
    shown: 0,
    inconclusive: 0,
    reached: 0,
    lastProgress: 0,
    lastCells: Number.NEGATIVE_INFINITY,
  };
}

/** Records an error and reports it. */
export function tellError(
  parts: EngineParts,
  state: SearchState,
  kind: RunError['kind'],
  message: string,
  attack: Attack | null = null,
): void {
  const error: RunError = { kind, message, operation: attack?.steps.at(-1)?.operation ?? null, attack };
  state.errors.push(error);
  parts.emit({ type: 'error', error });
}

/** What kind of error it is that something was lost. */
export function errorKind(thrown: unknown): RunError['kind'] {
  if (thrown instanceof StoppedError) return 'stopped';
  if (thrown instanceof UndecodedError) return 'undecoded';
  if (!(thrown instanceof TargetLostError)) return 'target';
  return thrown.reason === 'died' ? 'target' : thrown.reason;
}

export function tellLoss(
  parts: EngineParts,
  state: SearchState,
  loss: EnvironmentError,
  attack: Attack,
): void {
  tellError(parts, state, errorKind(loss), messageOf(loss), attack);
}

const progressEveryMs = 200;
/** Seldom, because a campaign of days keeps its stream of events. */
const cellsEveryMs = 5_000;

/** Counts a case; `outcome` is null where it was not judged. */
export function account(
  parts: EngineParts,
  state: SearchState,
  attack: Attack,
  outcome: JudgedCase | null,
  knowledge: Knowledge,
): void {
  const observation = outcome?.observation ?? null;
  state.cases += 1;
  if (observation === null) state.inconclusive += 1;
  else if (observation.reachedSink.some((reached) => reached)) state.reached += 1;
  state.ledger.count(parts.classify(attack, knowledge), observation);
  state.chances.count(attack, observation);
  state.reaching.count(attack, observation);
  state.cutShort.count(attack, observation);
  const now = parts.now();
  if (now - state.lastProgress < progressEveryMs) return;
  state.lastProgress = now;
  tellProgress(parts, state, attack.steps.at(-1)?.operation ?? '');
}

export function tellProgress(parts: EngineParts, state: SearchState, doing: string): void {
  const now = parts.now();
  const { cases, shown, findings, ledger } = state;
  const cells = now - state.lastCells < cellsEveryMs ? [] : ledger.changed();
  if (cells.length > 0) state.lastCells = now;
  const telling = [...findings.values()].filter(({ severity }) => severity !== 'info').length;
  parts.emit({
    ...{ type: 'progress', cases, seconds: (now - state.started) / 1000, findings: telling, doing },
    ...{ shown, ...(cells.length === 0 ? {} : { cells }) },
  });
}
