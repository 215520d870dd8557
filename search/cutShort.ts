/**
 * Reports the limits that cut observations short, by operation, once a run, because nothing beyond them was judged: "export
 * printed more than 1 MiB in a step in 12 cases: the middle of it was not looked at".
 */
import type { Attack } from '../model/attack.ts';
import type { LedgerNote } from '../model/finding.ts';
import { limits } from '../model/limits.ts';
import type { Observation } from '../model/observation.ts';

export interface CutShort {
  readonly count: (attack: Attack, observation: Observation | null) => void;
  readonly notes: () => LedgerNote[];
}

/** By name of the limit: the note on the operation. */
const cutShortText: Readonly<Record<string, string>> = {
  outputPerStepBytesMax: `printed more than ${limits.outputPerStepBytesMax} bytes in a step, and the middle of that was not looked at`,
  responseBytesMax: `answered with more than ${limits.responseBytesMax} bytes, and what came behind them was not looked at`,
  recordsPerStepMax: `touched files more than ${limits.recordsPerStepMax} times in a step, and what came later was told by the kernel alone`,
  branchesMax: `went more ways through its code than are told of a step, so that the further ones guided nothing`,
  lateSecondsMax:
    'left a thread or a process at work for longer than is waited for, and what that did later was judged by nothing (processes are ended with their case)',
  askedPerStepMax: `asked about more than ${limits.askedPerStepMax} things of others in a step, and whether its answer depends on the further ones was not asked`,
  requestsPerStepMax: `made more than ${limits.requestsPerStepMax} requests to DynamoDB in a step, and the form of the further ones was not judged`,
  signedPerAnswerMax: `answered with more than ${limits.signedPerAnswerMax} signed addresses or forms, and what the further ones open was not looked at`,
  memoryMax:
    'asked for more memory than limits.memory of the config allows, which failed as on a machine that has no more',
};

/** Counts nothing yet. */
export function countCutShort(): CutShort {
  const cases = new Map<string, number>();
  return {
    count: ({ steps }, observation) => {
      const operations = [...new Set(steps.map(({ operation }) => operation))].join(' and ');
      for (const name of new Set(observation?.limitsReached)) {
        const text = `${operations} ${cutShortText[name] ?? `reached ${name}`}`;
        cases.set(text, (cases.get(text) ?? 0) + 1);
      }
    },
    notes: () => [...cases].map(([text, count]) => ({ kind: 'limit', text: `${text} (in ${count} cases)` })),
  };
}
