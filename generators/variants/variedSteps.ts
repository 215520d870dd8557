/** Changes of the walk: the steps of another attack before it, a step twice, a step less, a step of another operation or actor between. */
import type { Argument, Attack, Step } from '../../model/attack.ts';
import { withTexts } from '../../model/attackTexts.ts';
import type { Text } from '../../model/text.ts';
import { partsOf, textOf } from '../../model/text.ts';
import { stepOf } from '../steps/sequences.ts';
import { placesIn, type Variation, withStep } from './variedArguments.ts';

/** The donor's steps, and then the base's last one, which is sent a text of theirs as a rule. */
export const continuedSteps: Variation = ({ knowledge, base, donor, dice }) => {
  const last = base.steps.at(-1);
  if (last === undefined) return null;
  const joined: Attack = {
    ...donor,
    race: null,
    steps: [...donor.steps, ...laterSteps([last], donor.steps.length)],
  };
  const texts = placesIn(knowledge, donor).flatMap(({ text }) => (text === null ? [] : [text]));
  const text = dice.pick(texts);
  const place = dice.pick(placesIn(knowledge, joined).filter(({ at }) => at === joined.steps.length - 1));
  if (text === null || place === null || dice.below(4) === 0) return joined;
  return withSent(joined, joined.steps.length - 1, place.parameter.name, { text });
};

/** A harmless step of any operation before the base, and what it was sent in the last one. */
export const ledSteps: Variation = ({ knowledge, base, dice }) => {
  const operation = dice.pick(knowledge.operations);
  if (operation === null || base.race !== null) return null;
  const led = withStepBefore(base, 0, stepOf(operation, knowledge.actors.attacker, {}));
  const places = placesIn(knowledge, led);
  const from = dice.pick(places.filter(({ at }) => at === 0));
  const to = dice.pick(places.filter(({ at }) => at === led.steps.length - 1));
  if (from?.text == null || to === null || dice.below(4) === 0) return led;
  return withSent(led, to.at, to.parameter.name, { text: from.text });
};

/** The donor's steps before all steps of the base. */
export const precededSteps: Variation = ({ base, donor }) => {
  const steps = [...donor.steps, ...laterSteps(base.steps, donor.steps.length)];
  const { race } = base;
  const later = race === null ? null : { ...race, step: race.step + donor.steps.length };
  return { layout: [...donor.layout, ...base.layout], steps, race: later };
};

export const repeatedStep: Variation = ({ base, dice }) => {
  const at = dice.below(base.steps.length);
  const again = base.steps[at];
  return again === undefined || base.race !== null ? null : withStepBefore(base, at, again);
};

export const harmlessStepBetween: Variation = ({ knowledge, base, dice }) => {
  const operation = dice.pick(knowledge.operations);
  const { attacker, victims } = knowledge.actors;
  const actor = dice.below(4) === 0 ? dice.pick(victims) : attacker;
  if (operation === null || base.race !== null) return null;
  return withStepBefore(base, dice.below(base.steps.length), stepOf(operation, actor ?? attacker, {}));
};

export const droppedStep: Variation = ({ base, dice }) => {
  if (base.steps.length < 2 || base.race !== null) return null;
  const gone = dice.below(base.steps.length - 1);
  const left = { ...base, steps: base.steps.filter((_, at) => at !== gone) };
  return withReferences(left, (step) => (step === gone ? null : step > gone ? step - 1 : step));
};

/** A step before the one at an index, so that the last step stays the last. */
function withStepBefore(base: Attack, at: number, step: Step): Attack {
  const steps = laterSteps(base.steps.slice(at), 1, at);
  return { ...base, steps: [...base.steps.slice(0, at), step, ...steps] };
}

/** Steps that come later by a number of steps; references to steps before `from` stay. */
function laterSteps(steps: readonly Step[], by: number, from = 0): readonly Step[] {
  const whole = { layout: [], steps, race: null };
  return withReferences(whole, (step) => (step < from ? step : step + by)).steps;
}

/** What refers to a step that is gone becomes a word. */
function withReferences(attack: Attack, map: (step: number) => number | null): Attack {
  const mapText = (text: Text): Text =>
    textOf(
      partsOf(text).map((part) => {
        if (typeof part === 'string' || !('returned' in part)) return part;
        const step = map(part.returned.step);
        return step === null ? 'a' : { returned: { ...part.returned, step } };
      }),
    );
  return withTexts(attack, mapText);
}

function withSent(attack: Attack, at: number, name: string, argument: Argument): Attack {
  return withStep(attack, at, (step) => ({ ...step, arguments: { ...step.arguments, [name]: argument } }));
}
