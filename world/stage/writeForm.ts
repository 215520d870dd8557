/**
 * Reads from a write request what its condition compares and which numbers it adds to: `SET hits = hits + :one` with `expires <
 * :now` adds to `hits`, on a condition of the target's own.
 */
import { additionsOf } from '../../engines/dynamodb/expressions/additions.ts';
import { conditionValues } from '../../engines/dynamodb/expressions/conditionValues.ts';
import type { WireRecord } from '../../model/records.ts';
import { textsOfValue } from '../../model/valueTexts.ts';
import type { WriteForm } from '../../observers/items.ts';
import type { Registers } from '../owners/registers.ts';
import { stringsOf } from '../step/resolve.ts';
import type { StepTask } from '../step/step.ts';

/** Notes the requests of one step. The actor's own names do not count as sent values. */
export function writeFormOf(task: StepTask, registers: Registers): (record: WireRecord) => WriteForm {
  const sent = new Set(Object.values(task.arguments).flatMap(stringsOf));
  const isSent = (text: string): boolean => sent.has(text) && !registers.isNamed(text, task.actor);
  return ({ request }) => {
    const compared = conditionValues(request);
    const added = additionsOf(request);
    const byOne = (text: string): boolean => Math.abs(Number(text)) === 1;
    const isCount =
      added?.values.flatMap(textsOfValue).every((text) => byOne(text) || !isSent(text)) === true;
    return {
      ...(compared === null
        ? {}
        : { condition: compared.flatMap(textsOfValue).some(isSent) ? 'sent' : 'own' }),
      ...(added !== null && isCount ? { adds: added.attributes } : {}),
    };
  };
}
