/**
 * Values that a config takes `from` an answer which never has them: `show` takes `create.response.uid`, and create answers
 * `{"id": 7}`. A word of its own would be sent instead, and nothing behind it would be tested.
 */
import { messageOf, UsageError } from '../../model/errors.ts';
import type { LedgerNote } from '../../model/finding.ts';
import type { Operation, ParameterSource } from '../../model/operation.ts';
import { isRefusal } from '../../model/outcome.ts';
import { answerMembers, isVacantAt } from '../step/answerValues.ts';
import { type Answered, valueIn } from './knownValues.ts';
import type { HarmlessListener } from './learner.ts';

export interface SourceRegister extends HarmlessListener {
  /**
   * Throws a `UsageError` for a value that no answer had though the operation went well. A list that was empty and a member that
   * was null are no wrong names (`{"items": []}`, `{"next": null}`): they become notes.
   */
  readonly check: (config: string) => LedgerNote[];
}

/** Follows which of the values that operations take from others were ever there, for each actor. */
export function createSourceRegister(
  operations: readonly Operation[],
  actors: readonly string[],
): SourceRegister {
  const wanted = operations.flatMap(({ name, parameters }) =>
    parameters.flatMap(({ name: parameter, from }) =>
      from === undefined ? [] : [{ name, parameter, from }],
    ),
  );
  const found = new Set<string>();
  const lacking = new Map<string, string>();
  const vacant = new Set<string>();
  const identityOf = (actor: string, { operation, name }: ParameterSource): string =>
    JSON.stringify([actor, operation, name]);

  return {
    note: (run) => {
      for (const { from } of wanted.filter((one) => one.from.operation === run.operation.name)) {
        const identity = identityOf(run.actor.name, from);
        if (isThere(run, from)) found.add(identity);
        else if (!isRefusal(run.seen.response)) {
          lacking.set(identity, answerMembers(run.seen.response));
          if (isVacantAt(run.seen.response, from.name)) vacant.add(identity);
        }
      }
    },
    check: (config) =>
      wanted.flatMap(({ name, parameter, from }): LedgerNote[] => {
        const without = actors.filter((actor) => !found.has(identityOf(actor, from)));
        const [has] = without.flatMap((actor) => lacking.get(identityOf(actor, from)) ?? []);
        if (has === undefined) return [];
        const isVacant = without.some((actor) => vacant.has(identityOf(actor, from)));
        if (without.length === actors.length && !isVacant)
          throw new UsageError(
            `${config}: operations.${name}: ${parameter}.from: no answer of ${from.operation} has ${from.name}; it has ${has}`,
          );
        return [
          {
            kind: 'failing',
            text: `${name} is sent a word of its own as ${parameter} for ${without.join(', ')}: no answer of ${from.operation} has ${from.name} there; it has ${has}`,
          },
        ];
      }),
  };
}

function isThere(answered: Answered, { operation, name }: ParameterSource): boolean {
  try {
    return valueIn(answered, name) !== undefined;
  } catch (thrown) {
    throw new UsageError(`${operation} ${name}: ${messageOf(thrown)}`, { cause: thrown });
  }
}
