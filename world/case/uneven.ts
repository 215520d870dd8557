/**
 * Finds uneven checks: `create` refuses the name `../a` with 400, and `rename` stores it as the name of the same kind of item.
 */
import type { Attack, Step } from '../../model/attack.ts';
import type { Sink } from '../../model/knowledge.ts';
import type { Uneven } from '../../model/observation.ts';
import { isRefusal } from '../../model/outcome.ts';
import type { StepResponse } from '../../model/records.ts';
import { literalOf, partsOf } from '../../model/text.ts';
import { makesSomething } from '../rehearsal/makes.ts';
import { keptIn, placeInStored, type Shown } from '../rehearsal/sinks.ts';
import type { Seen } from '../step/step.ts';

/** A text that one operation refused and a later one stored where the first would have stored it. */
export function unevenIn(
  sinks: readonly Sink[],
  { steps }: Attack,
  seen: readonly Seen[],
  attacker: string,
  shown: Shown,
): Uneven[] {
  return steps.flatMap((later, step) =>
    steps.slice(0, step).flatMap((earlier, before): Uneven[] => {
      const [refused, kept] = [seen[before], seen[step]];
      if (refused === undefined || kept === undefined || earlier.operation === later.operation) return [];
      if (earlier.actor !== attacker || later.actor !== attacker) return [];
      if (!isInvalid(refused.response) || makesSomething(refused) || isRefusal(kept.response)) return [];
      return sharedText(sinks, earlier, later)
        .filter(({ place, text }) => isKept(kept, place, text, shown))
        .map(({ place, parameter }) => ({
          ...{ step, operation: later.operation, actor: later.actor, parameter, place },
          refusedBy: earlier.operation,
        }));
    }),
  );
}

/** Texts that both steps send to parameters that are stored in one place. */
function sharedText(sinks: readonly Sink[], earlier: Step, later: Step) {
  const own = sinks.filter(({ operation }) => operation === earlier.operation);
  return sinks
    .filter(({ operation }) => operation === later.operation)
    .flatMap(({ parameter, place }) => {
      const text = literalIn(later, parameter);
      const isShared = own.some(
        (sink) => sink.place === place && literalIn(earlier, sink.parameter) === text,
      );
      return text !== null && text !== '' && isShared ? [{ parameter, place, text }] : [];
    });
}

function literalIn({ arguments: given }: Step, parameter: string): string | null {
  const argument = given[parameter];
  if (argument === undefined || !('text' in argument)) return null;
  return partsOf(argument.text).every((part) => typeof part === 'string') ? literalOf(argument.text) : null;
}

function isKept(seen: Seen, place: string, text: string, shown: Shown): boolean {
  return [...keptIn(seen, shown)].some((kept) => placeInStored(kept, [text]) === place);
}

const invalidStatuses: readonly number[] = [400, 413, 414, 415, 422];

/** Refused because of the sent text, not because something is missing or forbidden. */
function isInvalid({ status, exception, refusedByGuard }: StepResponse): boolean {
  if (refusedByGuard === true) return false;
  return status === null ? exception !== null : invalidStatuses.includes(status);
}
