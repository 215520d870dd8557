/** Attacks of several steps: `save` stores `../x` as a title, `export` later uses it as a file name. Class `key.second-order`. */
import fc from 'fast-check';
import type { Argument, Attack, Step } from '../../model/attack.ts';
import type { Knowledge, KnownActors } from '../../model/knowledge.ts';
import type { Operation, Parameter } from '../../model/operation.ts';
import type { Text } from '../../model/text.ts';
import { aimAt, attackable } from '../base/aim.ts';
import { type Weighted, weighted } from '../base/phrase.ts';
import type { Recogniser } from '../base/sent.ts';
import { argumentOf, hostileText } from './arguments.ts';
import { feedsInto, routeBetween, stepsAlong } from './chains.ts';

/** An earlier step leaves something that a later one uses, by reference, by name, or by itself. */
export const secondOrder: Recogniser = {
  class: 'key.second-order',
  recognises: ({ attack }) =>
    attack.steps.slice(0, -1).some(({ arguments: given }) => Object.keys(given).length > 0),
};

/** Two steps or more, the last one of the given operation; null where nothing stores a text. */
export function sequences(knowledge: Knowledge, target: Operation): fc.Arbitrary<readonly Step[]> | null {
  const pairs = knowledge.operations.flatMap((first) => {
    const route = routeBetween(knowledge, first, target) ?? [];
    return storing(first).flatMap((parameter): Weighted<readonly Step[]>[] => {
      const weight = feedsInto(first, target) ? 24 : 1;
      return [
        { weight, arbitrary: stored(knowledge, first, parameter, target) },
        { weight: 24, arbitrary: route.length > 2 ? along(knowledge, route, first, parameter) : null },
      ];
    });
  });
  return weighted(pairs);
}

/** A hostile text that a chain of operations passes on to the target, each through the values that earlier ones returned. */
function along(
  knowledge: Knowledge,
  route: readonly Operation[],
  first: Operation,
  parameter: Parameter,
): fc.Arbitrary<readonly Step[]> {
  const aim = aimAt(knowledge, first, parameter);
  return argumentOf(aim, hostileText(aim)).map((argument) =>
    stepsAlong(knowledge, route, { [parameter.name]: argument }),
  );
}

/** Parameters by which an operation takes a text in. */
function storing(operation: Operation): readonly Parameter[] {
  return attackable(operation).filter(({ kind }) => kind === 'text' || kind === 'file');
}

function stored(
  knowledge: Knowledge,
  first: Operation,
  parameter: Parameter,
  target: Operation,
): fc.Arbitrary<readonly Step[]> {
  const aim = aimAt(knowledge, first, parameter);
  const between = fc.option(fc.constantFrom(...knowledge.operations), { freq: 4, nil: null });
  return fc
    .tuple(hostileText(aim), between, fc.nat(), actorOfLast(knowledge.actors))
    .chain(([text, other, pick, actor]): fc.Arbitrary<readonly Step[]> => {
      const given = argumentOf(aim, fc.constant(text)).map((argument) =>
        stepOf(first, knowledge.actors.attacker, { [parameter.name]: argument }),
      );
      const later = using(knowledge, first, target, text, pick).map((used) => stepOf(target, actor, used));
      if (other === null) return fc.tuple(given, later);
      const middle = using(knowledge, first, other, text, pick).map((used) =>
        stepOf(other, knowledge.actors.attacker, used),
      );
      return fc.tuple(given, middle, later);
    });
}

/** The later step is the attacker's, as a rule; a victim may also walk into what was left. */
function actorOfLast({ attacker, victims }: KnownActors): fc.Arbitrary<string> {
  return victims.length === 0
    ? fc.constant(attacker)
    : fc.oneof(
        { weight: 4, arbitrary: fc.constant(attacker) },
        { weight: 1, arbitrary: fc.constantFrom(...victims) },
      );
}

/** How a later step refers to the first: by its answer, by the same text, or not at all. */
function using(
  knowledge: Knowledge,
  first: Operation,
  later: Operation,
  text: Text,
  pick: number,
): fc.Arbitrary<Step['arguments']> {
  const texts = attackable(later).filter(({ kind }) => kind === 'text' || kind === 'file');
  const nothing = fc.constant<Step['arguments']>({});
  if (texts.length === 0) return nothing;
  const chosen = texts.find(({ from }) => from?.operation === first.name) ?? texts[pick % texts.length];
  const any = texts[pick % texts.length];
  const fields = chosen === undefined ? [] : returnedFields(knowledge, first, chosen);
  const returned = fields.map((field): Text => [{ returned: { step: 0, field } }]);
  return (
    weighted<Step['arguments']>([
      {
        // Where the parameter comes from the first step, what that returned is how the stored value is reached.
        weight: chosen?.from?.operation === first.name ? 12 : 3,
        arbitrary:
          returned.length === 0
            ? null
            : sequenceArguments(knowledge, later, chosen, fc.constantFrom(...returned)),
      },
      { weight: 2, arbitrary: sequenceArguments(knowledge, later, any, fc.constant(text)) },
      { weight: 2, arbitrary: nothing },
    ]) ?? nothing
  );
}

function sequenceArguments(
  knowledge: Knowledge,
  operation: Operation,
  parameter: Parameter | undefined,
  text: fc.Arbitrary<Text>,
): fc.Arbitrary<Step['arguments']> | null {
  if (parameter === undefined) return null;
  const argument = argumentOf(aimAt(knowledge, operation, parameter), text);
  return argument.map((value): Record<string, Argument> => ({ [parameter.name]: value }));
}

/** Values of the first step that fit the parameter: the members of its answer, or only the declared source. */
export function returnedFields(
  { known }: Knowledge,
  first: Operation,
  { from }: Parameter,
): readonly string[] {
  const prefix = 'response.';
  const names = known.filter(({ operation, name }) => operation === first.name && name.startsWith(prefix));
  const fields = [...new Set(names.map(({ name }) => name.slice(prefix.length)))];
  if (from?.operation !== first.name) return fields;
  return [from.name.startsWith(prefix) ? from.name.slice(prefix.length) : from.name];
}

export function stepOf(operation: Operation, actor: string, args: Step['arguments']): Step {
  return { operation: operation.name, actor, arguments: args };
}

/** An attack of one step by the attacker. */
export function oneStep(knowledge: Knowledge, operation: Operation, args: Step['arguments']): Attack {
  return { layout: [], steps: [stepOf(operation, knowledge.actors.attacker, args)], race: null };
}
