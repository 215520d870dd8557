/** Changes of what steps are sent: an argument of another attack, the text of another argument, a changed text. */
import type { Argument, Attack, Step } from '../../model/attack.ts';
import type { Knowledge } from '../../model/knowledge.ts';
import type { Parameter } from '../../model/operation.ts';
import type { Text } from '../../model/text.ts';
import { aimAt, attackable } from '../base/aim.ts';
import { knownValue } from '../base/sent.ts';
import { plainArgument } from '../steps/arguments.ts';
import type { Dice } from './dice.ts';
import { changedText, joinedTexts, shiftedTexts } from './variedTexts.ts';

/** What a variant is made of. `donor`: an attack on the same operation as one of the steps. */
export interface Material {
  readonly knowledge: Knowledge;
  readonly base: Attack;
  readonly donor: Attack;
  /** Constants of the target's code. */
  readonly words: readonly string[];
  readonly dice: Dice;
}

/** Null where it has nothing to change. */
export type Variation = (material: Material) => Attack | null;

/** One argument of the donor, or all of them, beside those that are there. */
export const takenArguments: Variation = ({ base, donor, dice }) => {
  const given = dice.pick(donor.steps.filter((step) => Object.keys(step.arguments).length > 0));
  const places = base.steps.flatMap(({ operation }, at) => (operation === given?.operation ? [at] : []));
  const at = dice.below(2) === 0 ? (places.at(-1) ?? null) : dice.pick(places);
  if (given === null || at === null) return null;
  // What refers to an answer refers to a step of another attack.
  const entries = Object.entries(given.arguments).filter(([, argument]) => !refersToStep(argument));
  // What is harmless yet, as a rule: what is hostile by now may be why the base was kept.
  const harmless = entries.filter(([name]) => base.steps[at]?.arguments[name] === undefined);
  const one = dice.pick(harmless.length > 0 && dice.below(3) > 0 ? harmless : entries);
  const taken = dice.below(8) === 0 || one === null ? entries : [one];
  return withStep(base, at, (step) => ({
    ...step,
    arguments: { ...step.arguments, ...Object.fromEntries(taken) },
  }));
};

function refersToStep(value: Argument | Text): boolean {
  return JSON.stringify(value).includes('"returned"');
}

export const droppedArgument: Variation = ({ base, dice }) => {
  const at = dice.below(base.steps.length);
  const name = dice.pick(Object.keys(base.steps[at]?.arguments ?? {}));
  if (name === null) return null;
  return withStep(base, at, (step) => ({
    ...step,
    arguments: Object.fromEntries(Object.entries(step.arguments).filter(([other]) => other !== name)),
  }));
};

/** A place for a text: a parameter of a step. */
interface TextPlace {
  readonly at: number;
  readonly parameter: Parameter;
  /** What is sent there; null where it is not known. */
  readonly text: Text | null;
}

/** The text that one argument has goes to another one too, of the same step or of another. */
export const echoedArgument: Variation = ({ knowledge, base, dice }) => {
  const places = placesIn(knowledge, base);
  const to = dice.pick(
    dice.below(2) === 0 ? places.filter(({ at }) => at === base.steps.length - 1) : places,
  );
  const from = dice.pick(places.filter((one) => one !== to && one.text !== null && one.at <= (to?.at ?? 0)));
  if (to === null || from?.text == null) return null;
  return withSentText(knowledge, base, to, from.text);
};

export const changedArgument: Variation = ({ knowledge, base, words, dice }) => {
  const place = dice.pick(placesIn(knowledge, base));
  if (place === null) return null;
  return withSentTextAlike(knowledge, base, place, changedText(place.text ?? 'a', words, dice), dice);
};

/** A text of the donor joined to one that is there. */
export const joinedArgument: Variation = ({ knowledge, base, donor, dice }) => {
  const place = dice.pick(placesIn(knowledge, base).filter(({ text }) => text !== null));
  const other = dice.pick(
    placesIn(knowledge, donor).filter(({ text }) => text !== null && !refersToStep(text)),
  );
  if (place?.text == null || other?.text == null) return null;
  return withSentTextAlike(knowledge, base, place, joinedTexts(place.text, other.text, dice), dice);
};

/** Two arguments of a step exchange their texts, or what a delimiter divides. */
export const exchangedArguments: Variation = ({ knowledge, base, dice }) => {
  const places = placesIn(knowledge, base);
  const one = dice.pick(places);
  const other = dice.pick(
    places.filter(({ at, parameter }) => at === one?.at && parameter !== one.parameter),
  );
  if (one?.text == null || other?.text == null) return null;
  const [first, second] =
    dice.below(2) === 0
      ? [other.text, one.text]
      : (shiftedTexts(one.text, other.text, dice) ?? [other.text, one.text]);
  return withSentText(knowledge, withSentText(knowledge, base, one, first), other, second);
};

/** What may hold a text, harmless values included. */
export function placesIn(knowledge: Knowledge, { steps }: Attack): readonly TextPlace[] {
  return steps.flatMap((step, at) => {
    const operation = knowledge.operations.find(({ name }) => name === step.operation);
    if (operation === undefined) return [];
    return attackable(operation).map((parameter) => ({
      ...{ at, parameter },
      text: sentText(knowledge, step, parameter),
    }));
  });
}

function sentText(knowledge: Knowledge, step: Step, { name }: Parameter): Text | null {
  const given = step.arguments[name];
  if (given !== undefined) return carriedText(given);
  const known = knownValue(knowledge, step.actor, step.operation, `arguments.${name}`);
  if (known === undefined) return null;
  return [{ known: { actor: step.actor, operation: step.operation, name: `arguments.${name}` } }];
}

function carriedText(argument: Argument): Text | null {
  if ('text' in argument) return argument.text;
  if ('json' in argument) return argument.within ?? null;
  return 'file' in argument ? argument.file.name : null;
}

/** In two cases of three all arguments that have the same text go on having the same. */
function withSentTextAlike(
  knowledge: Knowledge,
  attack: Attack,
  place: TextPlace,
  text: Text,
  dice: Dice,
): Attack {
  if (place.text === null || dice.below(3) === 0) return withSentText(knowledge, attack, place, text);
  const written = JSON.stringify(place.text);
  const same = placesIn(knowledge, attack).filter((one) => JSON.stringify(one.text) === written);
  return same.reduce((sent, one) => withSentText(knowledge, sent, one, text), attack);
}

function withSentText(
  knowledge: Knowledge,
  attack: Attack,
  { at, parameter }: TextPlace,
  text: Text,
): Attack {
  return withStep(attack, at, (step) => {
    const operation = knowledge.operations.find(({ name }) => name === step.operation);
    if (operation === undefined) return step;
    const given = step.arguments[parameter.name];
    const argument = given === undefined ? null : carryingText(given, text);
    const plain = argument ?? plainArgument(aimAt(knowledge, operation, parameter), text);
    return { ...step, arguments: { ...step.arguments, [parameter.name]: plain } };
  });
}

function carryingText(argument: Argument, text: Text): Argument | null {
  if ('text' in argument) return { text };
  if ('json' in argument) return argument.within === undefined ? null : { ...argument, within: text };
  return 'file' in argument ? { file: { ...argument.file, name: text } } : null;
}

export function withStep(attack: Attack, at: number, map: (step: Step) => Step): Attack {
  return { ...attack, steps: attack.steps.map((step, index) => (index === at ? map(step) : step)) };
}
