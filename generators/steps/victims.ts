/** What victims' own harmless steps sent, as arguments of an attack: victor's `id` and the whole JSON of its `query`. */
import type { JsonArgument } from '../../model/attack.ts';
import type { Knowledge, KnownValue } from '../../model/knowledge.ts';
import type { Operation, Parameter } from '../../model/operation.ts';
import { aimAt, attackable, knownPart } from '../base/aim.ts';
import { plainArgument } from './arguments.ts';
import { bodyOf } from './bodies.ts';
import type { StepArguments } from './stepGenerator.ts';

/** What a victim sent for a parameter: a text, or a whole JSON value. */
export type VictimsArgument = { readonly parameter: Parameter } & (
  | { readonly known: KnownValue }
  | { readonly body: JsonArgument }
);

/** What each victim sent for all parameters of an operation, as far as that is known. */
export function waysOfVictims(
  knowledge: Knowledge,
  operation: Operation,
): readonly (readonly VictimsArgument[])[] {
  return knowledge.actors.victims
    .map((victim) => wayOfVictim(knowledge, victim, operation))
    .filter((all) => all.length > 0);
}

export function wayOfVictim(
  knowledge: Knowledge,
  victim: string,
  operation: Operation,
): readonly VictimsArgument[] {
  return attackable(operation).flatMap((parameter): VictimsArgument[] => {
    const known = victimsValue(knowledge, victim, operation, parameter);
    if (known !== null) return [{ parameter, known }];
    const body = bodyOf(aimAt(knowledge, operation, parameter), () => victim);
    return body?.further === undefined ? [] : [{ parameter, body }];
  });
}

/** The known arguments of a victim's own step. */
export function victimsArguments(knowledge: Knowledge, victim: string, operation: Operation): StepArguments {
  return chosenArguments(knowledge, operation, wayOfVictim(knowledge, victim, operation));
}

/** Those of the first victim; none where there is no victim. */
export function firstVictimsArguments(knowledge: Knowledge, operation: Operation): StepArguments {
  const [victim] = knowledge.actors.victims;
  return victim === undefined ? {} : victimsArguments(knowledge, victim, operation);
}

export function chosenArguments(
  knowledge: Knowledge,
  operation: Operation,
  chosen: readonly VictimsArgument[],
): StepArguments {
  return Object.fromEntries(
    chosen.map((one) => {
      const { parameter } = one;
      const aim = aimAt(knowledge, operation, parameter);
      return [parameter.name, 'body' in one ? one.body : plainArgument(aim, [knownPart(one.known)])];
    }),
  );
}

/** What a victim's own step sends for a parameter, as far as that is known. */
export function victimsValue(
  { known }: Knowledge,
  victim: string,
  operation: Operation,
  { name, from }: Parameter,
): KnownValue | null {
  const theirs = known.filter(({ actor, value }) => actor === victim && value !== '');
  const same = theirs.find((k) => k.operation === operation.name && k.name === `arguments.${name}`);
  const sources = from === undefined ? [] : [from.name, `response.${from.name}`, `arguments.${from.name}`];
  return same ?? theirs.find((k) => k.operation === from?.operation && sources.includes(k.name)) ?? null;
}
