/**
 * The attacks of several steps that are tried first: what one operation stores, the next one uses, by the reference that
 * the first returned where the second takes one, else without being told; and with a change of it in between.
 */
import type { Attack, Step } from '../model/attack.ts';
import type { Knowledge, Operation, Parameter } from '../model/operation.ts';
import type { Text } from '../model/text.ts';
import { aimAt, attackable } from './aim.ts';
import { plainArgument } from './arguments.ts';
import { inTurn } from './inTurn.ts';
import { stepOf } from './sequences.ts';
import { textProbes } from './textProbes.ts';

/** Texts tried where the second step is known to use the first one's answer, and where it may use what is stored. */
const relatedMax = 24;
const unrelatedMax = 4;

/** Attacks whose last step is `target`, those whose steps belong together first. */
export function sequenceProbes(knowledge: Knowledge, target: Operation): readonly Attack[] {
  const storing = knowledge.operations.flatMap((first) =>
    attackable(first)
      .filter(({ kind }) => kind === 'text' || kind === 'file')
      .map((parameter) => ({ first, parameter })),
  );
  const isRelated = ({ first, parameter }: Pair): boolean =>
    feeds(first, target) || isUsed(knowledge, first, parameter, target);
  const related = storing.filter(isRelated);
  const others = takesNothing(target) ? storing.filter((pair) => !isRelated(pair)) : [];
  const between = storing.flatMap((pair) => changesBetween(knowledge, pair, target));
  return [
    ...inTurn(related.map((pair) => sequencesOf(knowledge, pair, target, relatedMax))),
    ...inTurn(others.map((pair) => sequencesOf(knowledge, pair, target, unrelatedMax))),
    ...inTurn(between),
  ];
}

/** Operations between two that are tried. */
const betweenMax = 4;

/** What is stored, then changed by an operation that takes its reference (moved, removed, approved), then used. */
function changesBetween(knowledge: Knowledge, pair: Pair, target: Operation): readonly (readonly Attack[])[] {
  const { first } = pair;
  if (first === target || !(feeds(first, target) || takesNothing(target))) return [];
  const middles = knowledge.operations.filter((one) => one !== target && one !== first && feeds(first, one));
  return middles.slice(0, betweenMax).map((middle) => {
    const change = stepOf(middle, knowledge.attacker, referring(first, middle));
    return sequencesOf(knowledge, pair, target, unrelatedMax).map((attack) => ({
      ...attack,
      steps: [...attack.steps.slice(0, 1), change, ...attack.steps.slice(1)],
    }));
  });
}

interface Pair {
  readonly first: Operation;
  readonly parameter: Parameter;
}

function sequencesOf(knowledge: Knowledge, pair: Pair, target: Operation, most: number): Attack[] {
  const { first, parameter } = pair;
  const aim = aimAt(knowledge, first, parameter);
  const { attacker } = knowledge;
  const using = referring(first, target);
  return textProbes(aim)
    .slice(0, most)
    .map((text) => {
      const stored = stepOf(first, attacker, { [parameter.name]: plainArgument(aim, text) });
      return { layout: [], steps: [stored, stepOf(target, attacker, using)], race: null };
    });
}

function feeds(first: Operation, target: Operation): boolean {
  return target.parameters.some(({ from }) => from?.operation === first.name);
}

/** Whether the target was seen to use what the parameter was sent. */
function isUsed(knowledge: Knowledge, first: Operation, parameter: Parameter, target: Operation): boolean {
  return (knowledge.storedUses ?? []).some(
    (use) => use.operation === target.name && use.source === first.name && use.parameter === parameter.name,
  );
}

/** An operation without parameters of the attacker's works on what is stored. */
function takesNothing(target: Operation): boolean {
  return attackable(target).length === 0 || target.entry.kind === 'consumer';
}

/** The second step's parameters that come from the first one's answer, as references to it. */
function referring(first: Operation, target: Operation): Step['arguments'] {
  const prefix = 'response.';
  return Object.fromEntries(
    attackable(target).flatMap(({ name, from }) => {
      if (from?.operation !== first.name || from.name.startsWith('arguments.')) return [];
      const field = from.name.startsWith(prefix) ? from.name.slice(prefix.length) : from.name;
      const text: Text = [{ returned: { step: 0, field } }];
      return [[name, { text }]];
    }),
  );
}
