/**
 * Attacks that send one text in several places of a request where a target may insist that they agree: `id` in the path and
 * `json.id` in the body.
 */
import type { Step } from '../../model/attack.ts';
import { limits } from '../../model/limits.ts';
import { type Operation, type Parameter, sharedName } from '../../model/operation.ts';
import { attackable } from '../base/aim.ts';

/** For the parameter that has the common name itself, the others with the same meaning; none for all other parameters. */
export function alikeWith(operation: Operation, parameter: Parameter): readonly Parameter[] {
  if (sharedName(parameter) !== parameter.name) return [];
  return attackable(operation)
    .filter(
      (one) => one !== parameter && one.kind === parameter.kind && sharedName(one) === sharedName(parameter),
    )
    .slice(0, limits.hostileArgumentsMax - 1);
}

/** The arguments with what one parameter is sent sent for the others as well. */
export function sentAlike(
  args: Step['arguments'],
  parameter: Parameter,
  others: readonly Parameter[],
): Step['arguments'] {
  const argument = args[parameter.name];
  if (argument === undefined) return args;
  return { ...args, ...Object.fromEntries(others.map(({ name }) => [name, argument])) };
}
