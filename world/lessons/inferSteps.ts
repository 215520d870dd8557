/**
 * Infers which transformations turned a sent text into the one that arrived: `%7Aq ` that arrives as `zq` was decoded and
 * trimmed. Chooses the shortest list of known steps that explains every sample, or else one that explains some.
 */
import { applyStep, simpleSteps, type TextStep } from '../../model/textSteps.ts';

/** A harmless value, and what became of it. */
export interface TextSample {
  readonly sent: string;
  readonly arrived: string;
}

const stepsMax = 6;
/** Lists of steps that are looked at for one parameter. */
const statesMax = 3_000;

const trims: readonly TextStep[] = ([' ', '.', ' .', '/', './', ' ./', '_', '-_', '"\' '] as const).flatMap(
  (signs) => (['both', 'start', 'end'] as const).map((side): TextStep => ({ do: 'trim', signs, side })),
);
const removals: readonly TextStep[] = ['../', '..', './', '..\\', '/', '\\', ' ', '%', ':', '#', '.'].flatMap(
  (text) => [
    { do: 'remove', text, again: false } as const,
    ...(text.length > 1 ? [{ do: 'remove', text, again: true } as const] : []),
  ],
);
const replacements: readonly TextStep[] = ['/', '\\', ' ', ':', '..', '#', '.', '-', '_'].flatMap((text) =>
  ['_', '-', '/', '.', ''].flatMap((by): TextStep[] =>
    text === by || by === '' ? [] : [{ do: 'replace', text, by }],
  ),
);

const knownSteps: readonly TextStep[] = [
  ...simpleSteps.map((step): TextStep => ({ do: step })),
  ...trims,
  ...removals,
  ...replacements,
];

/** The steps; none where nothing is changed, null where nothing is known. */
export function inferSteps(samples: readonly TextSample[]): readonly TextStep[] | null {
  if (samples.length === 0) return null;
  const whole = explain(samples);
  if (whole !== null) return whole;
  const told: TextStep[] = [];
  for (const sample of samples)
    for (const step of explain([sample]) ?? [])
      if (!told.some((one) => JSON.stringify(one) === JSON.stringify(step))) told.push(step);
  return told;
}

interface State {
  readonly texts: readonly string[];
  readonly steps: readonly TextStep[];
}

/** The first found of the shortest lists of steps; null where none of the known ones does it. */
function explain(samples: readonly TextSample[]): readonly TextStep[] | null {
  const arrived = samples.map((one) => one.arrived);
  const goal = JSON.stringify(arrived);
  const steps = [...knownSteps, ...cutsIn(samples)].filter((step) => mayBe(step, arrived));
  let states: State[] = [{ texts: samples.map(({ sent }) => sent), steps: [] }];
  const met = new Set(states.map(({ texts }) => JSON.stringify(texts)));
  for (let length = 0; length <= stepsMax && states.length > 0; length += 1) {
    const found = states.find(({ texts }) => JSON.stringify(texts) === goal);
    if (found !== undefined) return found.steps;
    states = states.flatMap((state) =>
      steps.flatMap((step): State[] => {
        const texts = state.texts.map((text) => applyStep(text, step));
        const written = JSON.stringify(texts);
        if (met.has(written) || met.size >= statesMax) return [];
        met.add(written);
        return [{ texts, steps: [...state.steps, step] }];
      }),
    );
  }
  return null;
}

/** What leaves nothing to do for itself in what arrived; decoders may. */
function mayBe(step: TextStep, arrived: readonly string[]): boolean {
  const decodes = step.do === 'percent' || step.do === 'plus' || step.do === 'entities';
  return decodes || arrived.every((text) => applyStep(text, step) === text);
}

/** Long values that arrived shorter were cut there. */
function cutsIn(samples: readonly TextSample[]): readonly TextStep[] {
  const lengths = samples
    .filter(({ sent, arrived }) => [...sent].length > [...arrived].length && arrived.length >= 8)
    .map(({ arrived }) => [...arrived].length);
  return [...new Set(lengths)].map((at) => ({ do: 'cut', at }));
}
