/**
 * Finds operations whose cases all missed what rehearsal reached: none of the 25 attacks on `rename` touched a file although
 * its harmless runs did, or its harmless case was refused. Some state of the target prevents it, so finding nothing proves
 * nothing.
 */
import { answerText } from '../model/answerText.ts';
import type { Attack } from '../model/attack.ts';
import type { LedgerNote, RehearsedOperation } from '../model/finding.ts';
import type { KnownStores } from '../model/knowledge.ts';
import type { Observation } from '../model/observation.ts';
import { outcomeOf } from '../model/outcome.ts';

export interface ReachCounts {
  readonly count: (attack: Attack, observation: Observation | null) => void;
  /** Of operations that rehearsal saw reach something. */
  readonly notes: (knowledge: Pick<KnownStores, 'reached'>) => LedgerNote[];
  /** Of operations that went well in rehearsal. */
  readonly refusals: (rehearsed: readonly RehearsedOperation[]) => LedgerNote[];
}

/** Counts nothing yet. */
export function countReaching(): ReachCounts {
  const counts = new Map<string, { cases: number; reached: boolean; answer: string }>();
  /** What the harmless case of an operation was refused with; null where one went well. */
  const harmless = new Map<string, string | null>();
  return {
    count: (attack, observation) => {
      const operation = attack.steps.at(-1)?.operation;
      const last = observation?.responses.at(-1);
      if (observation === null || operation === undefined || last === undefined) return;
      const { cases, reached, answer } = counts.get(operation) ?? {
        cases: 0,
        reached: false,
        answer: answerText(last.response),
      };
      const now = observation.reachedSink.at(-1) === true;
      counts.set(operation, { cases: cases + 1, reached: reached || now, answer });
      if (!isHarmlessStep(attack)) return;
      const refusal = outcomeOf(last.response) === 'accepted' ? null : answerText(last.response);
      const before = harmless.get(operation);
      if (before !== null) harmless.set(operation, refusal === null ? null : (before ?? refusal));
    },
    notes: ({ reached: inRehearsal }) =>
      [...counts].flatMap(([operation, { cases, reached, answer }]): LedgerNote[] => {
        if (reached || (inRehearsal[operation] ?? []).length === 0) return [];
        const text = `${operation} reached no file, item or object in any of ${cases} cases (the first: ${answer}), although it did in rehearsal: what it keeps from one call to the next must not stand in the way`;
        return [{ kind: 'not-tested', operation, text }];
      }),
    refusals: (rehearsed) =>
      rehearsed.flatMap(({ name, outcome }): LedgerNote[] => {
        const refusal = harmless.get(name) ?? null;
        if (refusal === null || outcome !== 'accepted') return [];
        const text = `${name} was refused without any attack (${refusal}), although it went well in rehearsal, so nothing behind that is tested: what it works on is used up, or put away by another operation, when the cases begin`;
        return [{ kind: 'failing', operation: name, text }];
      }),
  };
}

/** Whether an attack is one step as rehearsal performs it. */
function isHarmlessStep({ layout, steps, race }: Attack): boolean {
  const [step, ...more] = steps;
  if (step === undefined || more.length > 0 || layout.length > 0 || race !== null) return false;
  return step.as === undefined && Object.keys(step.arguments).length === 0;
}
