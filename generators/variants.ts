/**
 * Variants of attacks that showed something new: of one base, with what others have. `save` with a long label, and `save` with
 * `a%2fb` as its folder, become `save` with both.
 */
import fc from 'fast-check';
import type { Attack } from '../model/attack.ts';
import { attackSchema } from '../model/codec.ts';
import type { Knowledge } from '../model/knowledge.ts';
import { limits } from '../model/limits.ts';
import { missingFrom } from '../model/missing.ts';
import { attackArbitrary, wholeHostileStep } from './attack.ts';
import { diceOf } from './variants/dice.ts';
import {
  changedArgument,
  droppedArgument,
  echoedArgument,
  exchangedArguments,
  joinedArgument,
  type Material,
  takenArguments,
  type Variation,
} from './variants/variedArguments.ts';
import { movedLink, movedRace, namedLayout, takenLayout } from './variants/variedGround.ts';
import {
  continuedSteps,
  droppedStep,
  harmlessStepBetween,
  ledSteps,
  precededSteps,
  repeatedStep,
} from './variants/variedSteps.ts';

const variations: readonly (readonly [weight: number, variation: Variation])[] = [
  [14, takenArguments],
  [14, changedArgument],
  [3, joinedArgument],
  [4, echoedArgument],
  [1, exchangedArguments],
  [1, droppedArgument],
  [3, continuedSteps],
  [5, ledSteps],
  [1, precededSteps],
  [3, repeatedStep],
  [1, harmlessStepBetween],
  [1, droppedStep],
  [2, takenLayout],
  [1, namedLayout],
  [1, movedLink],
  [3, movedRace],
];

/** As often in the list as its weight says. */
const byWeight: readonly Variation[] = variations.flatMap(([weight, variation]) =>
  Array.from({ length: weight }, () => variation),
);

const numbersPerVariant = 40;
const changesMax = 4;

/**
 * Attacks whose last step is that of `base`. `others` may be attacks on any operation; what is drawn anew lends parts too. An
 * attack that is no variant of a bounded attack any more is drawn as `base` is.
 */
export function variedAttacks(
  knowledge: Knowledge,
  base: Attack,
  others: readonly Attack[],
  words: readonly string[] = [],
): fc.Arbitrary<Attack> {
  const operations = [...new Set(base.steps.map(({ operation }) => operation))];
  const last = base.steps.at(-1)?.operation;
  const fresh = fc.oneof(
    ...operations.map((name) => ({ weight: name === last ? 4 : 1, arbitrary: drawnOn(knowledge, name) })),
    ...(last === undefined ? [] : [{ weight: 1, arbitrary: attackArbitrary(knowledge, last) }]),
  );
  const known = others.length === 0 ? fresh : fc.constantFrom(...others);
  const donors = fc.array(fc.oneof({ weight: 1, arbitrary: fresh }, { weight: 1, arbitrary: known }), {
    minLength: changesMax,
    maxLength: changesMax,
  });
  const numbers = fc.array(fc.nat(), { minLength: numbersPerVariant, maxLength: numbersPerVariant });
  return fc
    .tuple(donors, numbers)
    .map(([lent, chosen]) => variantOf({ knowledge, base, words }, lent, chosen));
}

/** Making one takes as long as many draws. */
const drawn = new WeakMap<Knowledge, Map<string, fc.Arbitrary<Attack>>>();

function drawnOn(knowledge: Knowledge, operation: string): fc.Arbitrary<Attack> {
  const known = drawn.get(knowledge) ?? new Map<string, fc.Arbitrary<Attack>>();
  drawn.set(knowledge, known);
  const arbitrary =
    known.get(operation) ?? wholeHostileStep(knowledge, operation) ?? attackArbitrary(knowledge, operation);
  known.set(operation, arbitrary);
  return arbitrary;
}

function variantOf(
  { knowledge, base, words }: Pick<Material, 'knowledge' | 'base' | 'words'>,
  donors: readonly Attack[],
  numbers: readonly number[],
): Attack {
  const dice = diceOf(numbers);
  const changes = dice.pick([1, 1, 2, 2, 3, changesMax]) ?? 1;
  let attack = base;
  let made = 0;
  for (let tries = 0; made < changes && tries < changesMax * 4; tries += 1) {
    const donor = donors[made] ?? base;
    const changed = dice.pick(byWeight)?.({ knowledge, words, base: attack, donor, dice }) ?? null;
    if (changed === null || !isBounded(changed, base) || missingFrom(changed, knowledge) !== null) continue;
    attack = changed;
    made += 1;
  }
  return attack;
}

/** Whether it is as small as drawn attacks are, so that no place that it names lies beyond the moat. */
function isBounded(attack: Attack, base: Attack): boolean {
  const { layout, steps } = attack;
  const argumentsMax = Math.max(limits.hostileArgumentsMax, mostArguments(base));
  return (
    steps.length <= limits.stepsMax &&
    layout.length <= limits.layoutEntriesMax &&
    mostArguments(attack) <= argumentsMax &&
    upwardsIn(attack) <= limits.moatDepth / 2 &&
    attackSchema.safeParse(attack).success
  );
}

function mostArguments({ steps }: Attack): number {
  return Math.max(0, ...steps.map((step) => Object.keys(step.arguments).length));
}

/** Upper bound of the levels above that an attack names, in whatever spelling. */
function upwardsIn(attack: Attack): number {
  return JSON.stringify(attack).match(/\.\.|%2e%2e|%252e/gi)?.length ?? 0;
}
