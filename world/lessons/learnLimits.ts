/**
 * Learns how many requests of the attacker fill something up: of eight `save` in a row the fourth is refused, so that after two
 * of them there is room for one more. There two at once may both be let through.
 */
import type { Attack, Step } from '../../model/attack.ts';
import { limits } from '../../model/limits.ts';
import type { Operation } from '../../model/operation.ts';
import { isRefusal } from '../../model/outcome.ts';
import type { ResolvedArguments } from '../../model/resolvedArgument.ts';
import type { CaseParts } from '../case/caseParts.ts';
import { nothingBefore, performCase } from '../case/performCase.ts';
import { freeText } from './freeText.ts';

/** Steps after which one more is let through and the next is refused; null where none is within the bound, or the first is. */
export async function stepsBeforeFull(
  parts: CaseParts,
  operation: Operation,
  args: ResolvedArguments,
): Promise<readonly Step[] | null> {
  const steps = Array.from(
    { length: limits.stepsMax },
    (_, index): Step => ({
      operation: operation.name,
      actor: parts.attacker,
      arguments: otherArguments(operation, args, pairNames + index),
    }),
  );
  const attack: Attack = { layout: [], steps, race: null };
  const seen = await performCase(parts, attack, nothingBefore, null);
  const refused = seen.findIndex(({ response }) => isRefusal(response));
  const what = `operations behind a search or a counter got full within ${limits.stepsMax} requests, so that two at once were tried there`;
  parts.stage.cuts.count(what, operation.name, refused >= 0);
  // Two steps more must find room in an attack.
  return refused < 1 || refused > limits.stepsMax - 1 ? null : steps.slice(0, refused - 1);
}

/** The first numbers of free names are those of the two steps that meet. */
const pairNames = 3;

/** The arguments with other free names, so that a step makes something else. */
export function otherArguments(
  { parameters }: Operation,
  args: ResolvedArguments,
  number: number,
): Step['arguments'] {
  return Object.fromEntries(
    parameters.flatMap(({ name, fixed, from }) => {
      const own = args[name];
      const free =
        fixed === true || from !== undefined || own?.kind !== 'text' ? null : freeText(own.text, number);
      return free === null ? [] : [[name, { text: free }]];
    }),
  );
}
