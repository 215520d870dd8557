/**
 * Requests with fields too few or too many: a parameter that is left out (`GET /list` for `GET /list?board=a`), for targets that
 * filter by what is sent alone, and one that is sent twice, where a check takes one and the use the other: `?id=own&id=victims`,
 * in the query, in the body, and as members of JSON. Classes `key.omitted` and `key.twice`.
 */
import fc from 'fast-check';
import type { Knowledge } from '../../model/knowledge.ts';
import { limits } from '../../model/limits.ts';
import {
  mayOmit,
  type Operation,
  omittedArgument,
  omittedParameter,
  type Parameter,
  sentName,
  undeclaredArgument,
  undeclaredField,
} from '../../model/operation.ts';
import type { Text } from '../../model/text.ts';
import { aimAt, attackable, knownPart } from '../base/aim.ts';
import { firstTried } from '../base/firstTried.ts';
import { inTurn } from '../base/inTurn.ts';
import { weighted } from '../base/phrase.ts';
import { plainArgument } from './arguments.ts';
import { headerGenerator } from './commonHeaders.ts';
import { doubledMembers, doublesMember } from './doubledMembers.ts';
import type { StepArguments, StepGenerator } from './stepGenerator.ts';
import { firstVictimsArguments, victimsValue } from './victims.ts';

export const fieldGenerators: readonly StepGenerator[] = [
  {
    class: 'key.omitted',
    weight: 2,
    arbitrary: (knowledge, operation) => anyOf(omissions(knowledge, operation)),
    recognises: ({ attack, knowledge }) =>
      attack.steps.some(({ operation, arguments: given }) => {
        const target = knowledge.operations.find(({ name }) => name === operation);
        return (
          target !== undefined && Object.keys(given).some((name) => omittedParameter(target, name) !== null)
        );
      }),
  },
  {
    class: 'key.twice',
    weight: 2,
    arbitrary: (knowledge, operation) => anyOf(repetitions(knowledge, operation)),
    recognises: ({ attack, knowledge }) =>
      attack.steps.some(({ operation, arguments: given }) => {
        const target = knowledge.operations.find(({ name }) => name === operation);
        return (
          target !== undefined &&
          Object.entries(given).some(
            ([name, argument]) => isSentTwice(target, name) || doublesMember(argument),
          )
        );
      }),
  },
];

/** Arguments by weight among these classes, and undeclared headers. */
export function fieldArguments(
  knowledge: Knowledge,
  operation: Operation,
): fc.Arbitrary<StepArguments> | null {
  return weighted(
    [...fieldGenerators, headerGenerator].map(({ weight, arbitrary }) => ({
      weight,
      arbitrary: arbitrary(knowledge, operation),
    })),
  );
}

function anyOf(list: readonly StepArguments[]): fc.Arbitrary<StepArguments> | null {
  return list.length === 0 ? null : fc.constantFrom(...list);
}

function isSentTwice(operation: Operation, argument: string): boolean {
  const field = undeclaredField(operation, argument);
  return field !== null && operation.parameters.some((one) => sentName(one) === field.name);
}

/** Each parameter left out, beside harmless values and beside a victim's; and all of them. */
export function omissions(knowledge: Knowledge, operation: Operation): readonly StepArguments[] {
  if (operation.entry.kind !== 'http') return [];
  const all = attackable(operation).filter(mayOmit);
  const theirs = firstVictimsArguments(knowledge, operation);
  const beside = all.flatMap((one): StepArguments[] => {
    const { [one.name]: _, ...others } = theirs;
    return Object.keys(others).length === 0 ? [] : [{ ...others, ...leavingOut([one]) }];
  });
  const sets = [
    ...all.map((one) => leavingOut([one])),
    ...(all.length > 1 ? [leavingOut(all)] : []),
    ...beside,
  ];
  const what = 'ways to leave parameters out are tried';
  return firstTried(knowledge, operation, sets, limits.omissionsMax, what);
}

/** Arguments without these parameters. */
export function leavingOut(parameters: readonly Parameter[]): StepArguments {
  return Object.fromEntries(parameters.map((one) => [omittedArgument(one), { text: '' }]));
}

/**
 * Each text twice, the attacker's own value first and then a victim's, and the reverse: in its place, then in the query too; and
 * each member of JSON that holds one.
 */
export function repetitions(knowledge: Knowledge, operation: Operation): readonly StepArguments[] {
  if (operation.entry.kind !== 'http') return [];
  const lists = attackable(operation)
    .filter(({ kind }) => kind === 'text')
    .map((parameter): StepArguments[] => {
      const text = foreignText(knowledge, operation, parameter);
      return text === null ? [] : repeated(knowledge, operation, parameter, text);
    });
  const members = attackable(operation).flatMap((parameter) =>
    doubledMembers(aimAt(knowledge, operation, parameter)).map((pair) =>
      pair.map((argument): StepArguments => ({ [parameter.name]: argument })),
    ),
  );
  const what = 'ways to send a parameter twice are tried';
  return firstTried(knowledge, operation, inTurn([...lists, ...members]), limits.repetitionsMax, what);
}

function foreignText(knowledge: Knowledge, operation: Operation, parameter: Parameter): Text | null {
  const sent = knowledge.actors.victims.map((victim) =>
    victimsValue(knowledge, victim, operation, parameter),
  );
  const known = sent.find((one) => one !== null) ?? aimAt(knowledge, operation, parameter).foreign[0];
  return known === undefined ? null : [knownPart(known)];
}

function repeated(
  knowledge: Knowledge,
  operation: Operation,
  parameter: Parameter,
  foreign: Text,
): StepArguments[] {
  const aim = aimAt(knowledge, operation, parameter);
  const [known] = aim.own;
  const own: Text = known === undefined ? (aim.names[0] ?? 'a') : [knownPart(known)];
  return secondNames(operation, parameter).flatMap((second): StepArguments[] => [
    { [second]: { text: foreign } },
    { [parameter.name]: plainArgument(aim, foreign), [second]: { text: own } },
  ]);
}

/** The names of arguments by which a parameter is sent once more: in its own place, and in the query. */
function secondNames(operation: Operation, parameter: Parameter): readonly string[] {
  const name = sentName(parameter);
  const { place } = parameter;
  const inPlace =
    place === 'query' || place === 'header' || place === 'cookie'
      ? [undeclaredArgument(name, place)]
      : place === 'form' || place === 'json'
        ? [undeclaredArgument(name)]
        : [];
  const beside = place === 'query' ? [] : [undeclaredArgument(name, 'query')];
  return [...inPlace, ...beside].filter((one) => undeclaredField(operation, one) !== null);
}
