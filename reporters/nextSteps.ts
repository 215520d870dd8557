/**
 * What to do after a run so that the next one tests more, a line for each thing: `5 operations failed in all harmless runs with
 * 404 (a, b, c and 2 more): give …`. Escaped.
 */
import { escapeText } from '../model/escape.ts';
import type { RehearsedOperation } from '../model/finding.ts';
import { nameSome } from './nameSome.ts';
import { formatQuantity } from './quantity.ts';
import type { RunRecord } from './runRecord.ts';

/** At most this many kinds of answers are named. */
const answersMax = 3;

export function nextSteps({ operations, notes }: RunRecord): readonly string[] {
  const questions = notes.filter(({ kind }) => kind === 'question');
  const [question] = questions;
  const asked =
    question === undefined
      ? []
      : [
          `answer ${formatQuantity(questions.length, 'question')} in the config (--verbose), first: ${escapeText(question.text)}`,
        ];
  return [...refusalSteps(operations), ...asked];
}

function refusalSteps(operations: readonly RehearsedOperation[]): readonly string[] {
  const byAnswer = new Map<string, RehearsedOperation[]>();
  for (const operation of operations) {
    if (operation.refused !== true) continue;
    byAnswer.set(operation.answer, [...(byAnswer.get(operation.answer) ?? []), operation]);
  }
  return [...byAnswer]
    .toSorted(([, one], [, other]) => other.length - one.length)
    .slice(0, answersMax)
    .map(([answer, refused]) => {
      const names = nameSome(refused.map(({ name }) => name));
      const advice =
        refused.find((operation) => operation.advice !== undefined)?.advice ??
        'give its parameters examples that it accepts, or `from`';
      return `${formatQuantity(refused.length, 'operation')} answered ${escapeText(answer)} to everybody (${names}): ${escapeText(advice)}`;
    });
}
