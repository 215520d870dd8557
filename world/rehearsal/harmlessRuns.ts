/**
 * Describes each operation by its harmless runs: which stores they reached, how the attacker's last one ended, whether all
 * failed, and what to do about it. An operation that only ever answers 403 is described as refused, with that answer.
 */
import { answerText } from '../../model/answerText.ts';
import type { LedgerNote, RehearsedOperation, Store } from '../../model/finding.ts';
import { limits } from '../../model/limits.ts';
import type { Operation } from '../../model/operation.ts';
import { isRefusal, outcomeOf } from '../../model/outcome.ts';
import type { Seen } from '../step/step.ts';
import type { HarmlessListener } from './learner.ts';
import { failingNote } from './notes.ts';
import type { Reasons } from './reasons.ts';

/** The results of an operation's harmless runs. */
export interface HarmlessRuns {
  /** The attacker's last one; absent where there was none. */
  readonly seen: Seen | undefined;
  /** By all actors together. */
  readonly reached: ReadonlySet<Store>;
  /** What it asks an engine for that is not offered. */
  readonly unknown: string | undefined;
  /** Whether each of them failed. */
  readonly isRefused: boolean;
  readonly reasons: Reasons;
}

export function describeOperation(
  operation: Operation,
  { seen, reached, unknown, isRefused, reasons }: HarmlessRuns,
): RehearsedOperation {
  const { name } = operation;
  if (unknown !== undefined) return { name, reached: [], tested: false, outcome: 'failed', answer: unknown };
  if (seen === undefined) return { name, reached: [], tested: false, outcome: null, answer: 'not run' };
  const { response } = seen;
  const printed = isRefusal(response) ? lastLines(seen.printed) : [];
  const isTested = reached.size > 0;
  const advice = isTested && !isRefused ? null : reasons.adviceFor(operation, response);
  return {
    ...{ name, reached: [...reached], tested: isTested, outcome: outcomeOf(response) },
    answer: answerText(response),
    ...(isRefused ? { refused: true } : {}),
    ...(advice === null ? {} : { advice }),
    ...(printed.length === 0 ? {} : { unsafePrinted: printed }),
  };
}

/** The end of a step's output, one character a byte, as lines of text. */
function lastLines(printed: string): readonly string[] {
  const end = Buffer.from(printed.slice(-limits.outputTailBytesMax), 'latin1').toString('utf8');
  return end.trimEnd() === '' ? [] : end.trimEnd().split('\n').slice(-limits.printedLinesMax);
}

export interface Failures extends HarmlessListener {
  /** Whether every run of it failed. */
  readonly always: (name: string) => boolean;
  /** A note where every run failed. */
  readonly notesOf: (operation: RehearsedOperation) => LedgerNote[];
}

/** Counts harmless runs that end in a server error, an exception of a callable, or a refusal. */
export function countFailures(): Failures {
  const counts = new Map<string, { runs: number; failed: number; last: string }>();
  const countOf = (name: string) => counts.get(name) ?? { runs: 0, failed: 0, last: '' };
  const always = (name: string): boolean => {
    const { runs, failed } = countOf(name);
    return runs > 0 && failed === runs;
  };
  return {
    note: ({ operation: { name }, seen: { response } }) => {
      const count = countOf(name);
      counts.set(name, count);
      count.runs += 1;
      if (!isRefusal(response)) return;
      count.failed += 1;
      count.last = answerText(response);
    },
    always,
    notesOf: ({ name, advice }) => {
      const { runs, last } = countOf(name);
      return always(name) ? [failingNote(name, runs, last, advice)] : [];
    },
  };
}
