/**
 * Fills the open parts of an attack's texts in one world: places, known values, and what earlier steps were sent and answered.
 * `step 1's response.id` becomes `7` in a world whose first step was answered `{"id": 7}`.
 */
import type { KnownValue } from '../../model/knowledge.ts';
import type { StepResponse } from '../../model/records.ts';
import type { ResolvedArguments } from '../../model/resolvedArgument.ts';
import { responseField, sentAs } from '../rehearsal/knownValues.ts';
import type { ResolveContext } from '../step/resolve.ts';
import type { CaseParts } from './caseParts.ts';

/** What this world fills into the parts of a text. */
export function contextOf(
  parts: CaseParts,
  responses: readonly StepResponse[],
  given: readonly ResolvedArguments[] = [],
): ResolveContext {
  const { rehearsed, place } = parts;
  return {
    place,
    known: ({ actor, operation, name }) => {
      const isMeant = (one: KnownValue): boolean =>
        one.actor === actor && one.operation === operation && one.name === name;
      return (rehearsed.known.find(isMeant) ?? rehearsed.kept.find(isMeant))?.value ?? null;
    },
    returned: (step, field) => {
      const sent = /^arguments\.(.+)$/.exec(field)?.[1];
      const same = sent === undefined ? null : sentAs(given[step] ?? {}, sent);
      const response = responses[step];
      if (same !== null || response === undefined) return same;
      return responseField(response, field.replace(/^response\.?/, ''));
    },
  };
}
