/**
 * Steps whose arguments attack together: all that a victim sends, sent by the attacker (impersonation), and key parts that are
 * split elsewhere (`a#b` and `c` for `a` and `b#c`).
 */
import fc from 'fast-check';
import type { Argument } from '../../model/attack.ts';
import type { Knowledge, KnownValue } from '../../model/knowledge.ts';
import { limits } from '../../model/limits.ts';
import { identityOperation, type Operation } from '../../model/operation.ts';
import type { Text } from '../../model/text.ts';
import { aimAt, attackable, changed, knownPart } from '../base/aim.ts';
import { firstTried } from '../base/firstTried.ts';
import { weighted } from '../base/phrase.ts';
import { delimiters } from '../base/pool.ts';
import { knownValue, type SentText } from '../base/sent.ts';
import { argumentOf } from './arguments.ts';
import { namesActor, samesFirst, sourceGroups } from './sourceGroups.ts';
import type { StepArguments, StepGenerator } from './stepGenerator.ts';
import { streamGenerators } from './streams.ts';
import {
  chosenArguments,
  type VictimsArgument,
  victimsValue,
  wayOfVictim,
  waysOfVictims,
} from './victims.ts';

export const stepGenerators: readonly StepGenerator[] = [
  {
    class: 'key.overwrite',
    weight: 12,
    arbitrary: impersonation,
    recognises: ({ sent }) => sent.some(isVictimsOwn),
  },
  {
    class: 'key.no-delimiter',
    weight: 3,
    arbitrary: (knowledge, operation) => resplit(knowledge, operation, withoutDelimiter),
    recognises: ({ sent }) => sentPairs(sent).some(([left, right]) => meetsForeign(left, right)),
  },
];

/** Writes the parts of a key over to other arguments, where a delimiter falls into one of them. */
export function delimitedArguments(
  knowledge: Knowledge,
  operation: Operation,
): fc.Arbitrary<StepArguments> | null {
  return resplit(knowledge, operation, withDelimiter);
}

/** The arguments of each victim's own step: all, all but those that say whose they are, those of one source, all but one, pairs. */
export function impersonations(knowledge: Knowledge, operation: Operation): readonly StepArguments[] {
  const ways = waysOfVictims(knowledge, operation);
  const most = ways.flatMap((all) =>
    all.length < 2 ? [] : all.map((left) => all.filter((one) => one !== left)),
  );
  const nameless = ways.flatMap((all) => {
    const left = all.filter((one) => !namesActor(knowledge, one));
    return left.length === 0 || left.length > all.length - 2 ? [] : [left];
  });
  const groups = ways.flatMap((all) => sourceGroups(knowledge, all));
  const pairs = ways.flatMap((all) => (all.length < 4 ? [] : samesFirst(pairsOf(all))));
  const what = 'pairs of a victim’s arguments are sent';
  const few = firstTried(knowledge, operation, pairs, limits.argumentPairsMax, what);
  return [
    ...[...ways, ...nameless, ...groups, ...most].map((chosen) =>
      chosenArguments(knowledge, operation, chosen),
    ),
    ...underNames(knowledge, operation),
    ...resplits(knowledge, operation, withoutDelimiter),
    ...resplits(knowledge, operation, withDelimiter),
    ...few.map((chosen) => chosenArguments(knowledge, operation, chosen)),
  ];
}

/** Neighbours first: an id and its day stand together. */
function pairsOf(all: readonly VictimsArgument[]): readonly (readonly VictimsArgument[])[] {
  return all.flatMap((_, distance) =>
    distance === 0
      ? []
      : all.flatMap((one, at) => {
          const other = all[at + distance];
          return other === undefined ? [] : [[one, other]];
        }),
  );
}

/** A victim's arguments, with the victim's own name where harmless steps of all actors send the same. */
function underNames(knowledge: Knowledge, operation: Operation): readonly StepArguments[] {
  const {
    known,
    actors: { attacker },
  } = knowledge;
  return knowledge.actors.victims.flatMap((victim) => {
    const names = known.filter((one) => one.actor === victim && one.operation === identityOperation);
    const way = wayOfVictim(knowledge, victim, operation);
    const common = attackable(operation).filter(({ name, kind, from }) => {
      const sent = [victim, attacker].map((actor) =>
        knownValue(knowledge, actor, operation.name, `arguments.${name}`),
      );
      return kind === 'text' && from === undefined && sent[0] === sent[1];
    });
    const what = 'names of a victim are sent for what all actors send alike';
    return common.flatMap((parameter) =>
      firstTried(knowledge, operation, names, limits.identityNamesMax, what).map((name) => {
        const others = way.filter((one) => one.parameter !== parameter);
        return chosenArguments(knowledge, operation, [...others, { parameter, known: name }]);
      }),
    );
  });
}

/** All arguments of a victim's own step, or some of them. */
function impersonation(knowledge: Knowledge, operation: Operation): fc.Arbitrary<StepArguments> | null {
  const ways = waysOfVictims(knowledge, operation);
  if (ways.length === 0) return null;
  const some = ways.map((all) =>
    fc.oneof<fc.WeightedArbitrary<readonly VictimsArgument[]>[]>(
      { weight: 2, arbitrary: fc.constant(all) },
      { weight: 1, arbitrary: fc.subarray([...all], { minLength: 1 }) },
    ),
  );
  return fc.oneof(...some).chain((chosen) => record(knowledge, operation, chosen));
}

function record(
  knowledge: Knowledge,
  operation: Operation,
  chosen: readonly VictimsArgument[],
): fc.Arbitrary<StepArguments> {
  const given = chosen.map((one) => {
    const { parameter } = one;
    if ('body' in one) return [parameter.name, fc.constant<Argument>(one.body)] as const;
    const text = fc.constant<Text>([knownPart(one.known)]);
    return [parameter.name, argumentOf(aimAt(knowledge, operation, parameter), text)] as const;
  });
  return fc.record(Object.fromEntries<fc.Arbitrary<Argument>>(given), { noNullPrototype: true });
}

type Resplit = (left: KnownValue, right: KnownValue) => readonly (readonly [Text, Text])[];

/** Two neighbouring arguments that, joined, make a victim's key. */
function resplit(
  knowledge: Knowledge,
  operation: Operation,
  split: Resplit,
): fc.Arbitrary<StepArguments> | null {
  const ways = resplits(knowledge, operation, split);
  return ways.length === 0 ? null : fc.constantFrom(...ways);
}

function resplits(knowledge: Knowledge, operation: Operation, split: Resplit): readonly StepArguments[] {
  const parameters = attackable(operation).filter(({ kind }) => kind === 'text');
  return knowledge.actors.victims.flatMap((victim) =>
    parameters.flatMap((first) =>
      parameters.flatMap((second) => {
        const left = victimsValue(knowledge, victim, operation, first);
        const right = victimsValue(knowledge, victim, operation, second);
        if (first === second || left === null || right === null) return [];
        return split(left, right).map(
          ([x, y]): StepArguments => ({ [first.name]: { text: x }, [second.name]: { text: y } }),
        );
      }),
    ),
  );
}

/** `1` and `23` instead of `12` and `3`. */
function withoutDelimiter(left: KnownValue, right: KnownValue): readonly (readonly [Text, Text])[] {
  const last = [...left.value].at(-1) ?? '';
  const [first = '', ...rest] = right.value;
  const shorter: Text = [changed(knownPart(left), 'dropLast')];
  return [
    [shorter, [last, knownPart(right)]],
    [[knownPart(left), first], rest.join('')],
  ];
}

/** `a#b` and `c` instead of `a` and `b#c`; and both parts in one argument, nothing in the other. */
function withDelimiter(left: KnownValue, right: KnownValue): readonly (readonly [Text, Text])[] {
  return delimiters.flatMap((sign): (readonly [Text, Text])[] => {
    const both: Text = [knownPart(left), sign, knownPart(right)];
    const inRight = right.value.indexOf(sign);
    const inLeft = left.value.indexOf(sign);
    const ways: (readonly [Text, Text])[] = [
      [both, ''],
      ['', both],
    ];
    if (inRight > 0)
      ways.push([[knownPart(left), sign, right.value.slice(0, inRight)], right.value.slice(inRight + 1)]);
    if (inLeft > 0)
      ways.push([left.value.slice(0, inLeft), [left.value.slice(inLeft + 1), sign, knownPart(right)]]);
    return ways;
  });
}

/** The victim's own argument for the same parameter: the attacker's write replaces the victim's. */
function isVictimsOwn({ sample, operation, parameter, knowledge }: SentText): boolean {
  const name = `arguments.${parameter}`;
  return knowledge.actors.victims.some((victim) => knownValue(knowledge, victim, operation, name) === sample);
}

function sentPairs(sent: readonly SentText[]): readonly (readonly [SentText, SentText])[] {
  return sent.flatMap((left) =>
    sent.flatMap((right): (readonly [SentText, SentText])[] =>
      left !== right && left.step === right.step ? [[left, right]] : [],
    ),
  );
}

/** Whether two arguments differ from a victim's, but make the same text when joined. */
function meetsForeign(left: SentText, right: SentText): boolean {
  const together = left.sample + right.sample;
  const {
    known,
    actors: { victims },
  } = left.knowledge;
  const theirs = known.filter(({ actor }) => victims.includes(actor));
  return theirs.some(
    ({ value, actor }) =>
      value !== '' &&
      value !== left.sample &&
      together.length > value.length &&
      together.startsWith(value) &&
      theirs.some((other) => other.actor === actor && other.value === together.slice(value.length)),
  );
}

/** Arguments by weight among the classes of this file. */
export function hostileArguments(
  knowledge: Knowledge,
  operation: Operation,
): fc.Arbitrary<StepArguments> | null {
  return weighted<StepArguments>([
    ...[...stepGenerators, ...streamGenerators].map(({ weight, arbitrary }) => ({
      weight,
      arbitrary: arbitrary(knowledge, operation),
    })),
    { weight: 2, arbitrary: delimitedArguments(knowledge, operation) },
  ]);
}
