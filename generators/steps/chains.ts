/**
 * Chains: all operations between the one that receives a text and the one that uses the result. `complete` takes its id from
 * `chunk.arguments.id`, which has it from `start.response.upload`: an attack on `start` is followed by `chunk` and `complete`,
 * each with the id that this `start` returned.
 */
import { filledText } from '../../model/archive.ts';
import type { Argument, Attack, Step } from '../../model/attack.ts';
import { eachText } from '../../model/eachText.ts';
import { textMark } from '../../model/jsonText.ts';
import type { Knowledge } from '../../model/knowledge.ts';
import { limits } from '../../model/limits.ts';
import { holdsSource, type Operation, type Parameter } from '../../model/operation.ts';
import { partsOf, type Text, textOf } from '../../model/text.ts';
import { aimAt, attackable } from '../base/aim.ts';
import { withAttacker } from '../base/withAttacker.ts';
import { plainArgument } from './arguments.ts';

/**
 * From `first` to `target`, both included: every operation that takes something from one of them, and from which another takes
 * something on the way to the target; the shortest way where those are too many. Null where none leads there.
 */
export function routeBetween(
  { operations }: Knowledge,
  first: Operation,
  target: Operation,
): readonly Operation[] | null {
  if (first === target) return null;
  const between = operationsBetween(operations, first, target);
  if (between === null) return null;
  return between.length <= limits.stepsMax ? between : shortest(operations, first, target);
}

/** Steps of the attacker that do the operations in order, the first with the given arguments, each referring to those before. */
export function stepsAlong(
  knowledge: Knowledge,
  route: readonly Operation[],
  given: Step['arguments'],
): readonly Step[] {
  return route.map((operation, index) => ({
    operation: operation.name,
    actor: knowledge.actors.attacker,
    arguments: index === 0 ? given : referencesOf(knowledge, route.slice(0, index), operation),
  }));
}

/** An attack of the steps of a route. */
export function attackAlong(
  knowledge: Knowledge,
  route: readonly Operation[],
  given: Step['arguments'],
): Attack {
  return { layout: [], steps: stepsAlong(knowledge, route, given), race: null };
}

/** What an operation takes from those done before it, by reference to the one that it came from first. */
function referencesOf(
  knowledge: Knowledge,
  done: readonly Operation[],
  operation: Operation,
): Step['arguments'] {
  return Object.fromEntries(
    attackable(operation).flatMap((parameter): [string, Argument][] => {
      const source = referenceFor(done, parameter);
      return source === null
        ? []
        : [[parameter.name, referenceArgument(knowledge, operation, parameter, [source])]];
    }),
  );
}

type Reference = Extract<Exclude<Text, string>[number], { readonly returned: unknown }>;

/** The source of a parameter's value among earlier steps: the answer of a step, or one of its arguments. */
function referenceFor(done: readonly Operation[], { from }: Parameter): Reference | null {
  const step = done.findIndex(({ name }) => name === from?.operation);
  const source = done[step];
  if (from === undefined || source === undefined) return null;
  const sent = /^arguments\.(.+)$/.exec(from.name)?.[1];
  if (sent === undefined) return { returned: { step, field: from.name.replace(/^response\.(?=.)/, '') } };
  const parameter = source.parameters.find(({ name }) => name === sent);
  const earlier = parameter === undefined ? null : referenceFor(done.slice(0, step), parameter);
  return earlier ?? { returned: { step, field: from.name } };
}

/** An argument with a reference where the harmless one has `{from}`, or else the reference alone. */
function referenceArgument(
  knowledge: Knowledge,
  operation: Operation,
  parameter: Parameter,
  source: readonly Reference[],
): Argument {
  const { example, kind } = parameter;
  const aim = aimAt(knowledge, operation, parameter);
  if (!holdsSource(example) || example === undefined)
    return kind === 'json' ? { json: textMark, within: source } : plainArgument(aim, source);
  const [word = 'a'] = aim.names;
  const filled = (text: string): string => withAttacker(text, knowledge.actors);
  if (kind === 'json') {
    const json = eachText(example, (text) => filled(text).replaceAll('{from}', textMark));
    return { json, within: source };
  }
  if (typeof example !== 'string') return plainArgument(aim, source);
  const around = filled(example)
    .split('{from}')
    .map((piece) => partsOf(filledText(piece, word)));
  return plainArgument(
    aim,
    textOf(around.flatMap((piece, at) => (at === 0 ? piece : [...source, ...piece]))),
  );
}

/** The operations that one takes from, or comes after. */
function sourcesOf(
  operations: readonly Operation[],
  { parameters, after = [] }: Operation,
): readonly Operation[] {
  const names = new Set([...parameters.map(({ from }) => from?.operation), ...after]);
  return operations.filter(({ name }) => names.has(name));
}

/** Every operation on some way from one to the other, sources before what takes from them. */
function operationsBetween(
  operations: readonly Operation[],
  first: Operation,
  target: Operation,
): readonly Operation[] | null {
  const order: Operation[] = [];
  const leads = new Map<Operation, boolean>([[first, true]]);
  const visit = (operation: Operation): boolean => {
    const known = leads.get(operation);
    if (known !== undefined) return known;
    leads.set(operation, false);
    const found = sourcesOf(operations, operation).map(visit).includes(true);
    leads.set(operation, found);
    if (found) order.push(operation);
    return found;
  };
  return visit(target) ? [first, ...order] : null;
}

/** The fewest steps; null where even they are too many. */
function shortest(
  operations: readonly Operation[],
  first: Operation,
  target: Operation,
): readonly Operation[] | null {
  let ways: readonly (readonly Operation[])[] = [[target]];
  const met = new Set([target]);
  for (let steps = 1; steps < limits.stepsMax; steps += 1) {
    ways = ways.flatMap((way) =>
      sourcesOf(operations, way[0] ?? target).flatMap((source) => {
        if (met.has(source)) return [];
        if (source !== first) met.add(source);
        return [[source, ...way]];
      }),
    );
    const found = ways.find(([start]) => start === first);
    if (found !== undefined) return found;
  }
  return null;
}

/** Whether a parameter of the target takes its harmless value from the first operation: `show.id` from `upload.response.id`. */
export function feedsInto(first: Operation, target: Operation): boolean {
  return target.parameters.some(({ from }) => from?.operation === first.name);
}
