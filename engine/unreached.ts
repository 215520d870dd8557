/**
 * Which operations reached nothing in any of their cases although they did in rehearsal: what a target keeps from one call
 * to the next, or breaks, stands in the way, and a silence proves nothing there.
 */
import { answerText } from '../model/answerText.ts';
import type { Attack } from '../model/attack.ts';
import type { LedgerNote } from '../model/finding.ts';
import type { Observation } from '../model/observation.ts';
import type { Knowledge } from '../model/operation.ts';

export interface Reaching {
  readonly count: (attack: Attack, observation: Observation | null) => void;
  /** Of operations that rehearsal saw reach something. */
  readonly notes: (knowledge: Pick<Knowledge, 'stores'>) => LedgerNote[];
}

/** Counts nothing yet. */
export function countReaching(): Reaching {
  const counts = new Map<string, { cases: number; reached: boolean; answer: string }>();
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
    },
    notes: ({ stores = {} }) =>
      [...counts].flatMap(([operation, { cases, reached, answer }]): LedgerNote[] => {
        if (reached || (stores[operation] ?? []).length === 0) return [];
        const text = `${operation} reached no file, item or object in any of ${cases} cases (the first: ${answer}), although it did in rehearsal: what it keeps from one call to the next must not stand in the way`;
        return [{ kind: 'not-tested', operation, text }];
      }),
  };
}
