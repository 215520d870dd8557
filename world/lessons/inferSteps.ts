/**
 * Infers which transformations turned a sent text into the one that arrived: `%7Aq ` that arrives as `zq` was decoded and
 * trimmed. Chooses the shortest list of known steps that explains every sample, or else one that explains some.
 */
import { distinctByContent } from '../../model/distinctByContent.ts';
import { applyStep, simpleSteps, type TextStep } from '../../model/textSteps.ts';

/** A harmless value, and what became of it. */
export interface TextSample {
  readonly sent: string;
  readonly arrived: string;
}

const stepsMax = 6;
/** Texts that are made on the way to an explanation. */
const statesMax = 400;

const trims: readonly TextStep[] = ([' ', '.', ' .', '/', './', ' ./', '_', '-_', '"\' '] as const).flatMap(
  (signs) => (['both', 'start', 'end'] as const).map((side): TextStep => ({ do: 'trim', signs, side })),
);
const removals: readonly TextStep[] = ['../', '..', './', '..\\'].flatMap((text) => [
  { do: 'remove', text, again: false } as const,
  { do: 'remove', text, again: true } as const,
]);

const untils: readonly TextStep[] = [';', '?', '#', ' ', '\0', '%00'].map((sign) => ({ do: 'until', sign }));

const knownSteps: readonly TextStep[] = [
  ...simpleSteps.map((step): TextStep => ({ do: step })),
  ...trims,
  ...removals,
  ...untils,
];

/** The steps; none where nothing is changed, null where nothing is known. What no known steps explain is left aside. */
export function inferSteps(samples: readonly TextSample[]): readonly TextStep[] | null {
  const alone = samples.map((sample) => ({ sample, ways: explanations([sample], allSteps(sample)) }));
  const explained = alone.filter(({ ways }) => ways.length > 0);
  if (explained.length === 0) return null;
  // Whatever may have been done to one of them was done to all.
  const steps = distinctByContent(explained.flatMap(({ ways }) => ways.flat()));
  const [whole] = explanations(
    explained.map(({ sample }) => sample),
    steps,
  );
  return whole ?? distinctByContent(explained.flatMap(({ ways: [first = []] }) => first));
}

interface State {
  readonly texts: readonly string[];
  readonly steps: readonly TextStep[];
}

/** The shortest lists of these steps that explain all samples; none where none does. */
function explanations(
  samples: readonly TextSample[],
  steps: readonly TextStep[],
): readonly (readonly TextStep[])[] {
  const goal = samples.map(({ arrived }) => arrived);
  const possible = steps.filter((step) => mayBe(step, goal));
  let states: readonly State[] = [{ texts: samples.map(({ sent }) => sent), steps: [] }];
  const met = new Set(states.map(({ texts }) => texts.join('\0')));
  for (let length = 0; length <= stepsMax && states.length > 0 && met.size < statesMax; length += 1) {
    const found = states.filter(({ texts }) => isSame(texts, goal));
    if (found.length > 0) return found.map((state) => state.steps);
    states = states.flatMap((state) => possible.flatMap((step) => afterStep(state, step, goal, met)));
  }
  return [];
}

/** None where it changes nothing, or makes what was met already. */
function afterStep(
  { texts, steps }: State,
  step: TextStep,
  goal: readonly string[],
  met: Set<string>,
): readonly State[] {
  const changed = texts.map((text) => applyStep(text, step));
  if (isSame(changed, texts)) return [];
  const written = changed.join('\0');
  // Several ways to the goal are looked at.
  if (met.has(written) && !isSame(changed, goal)) return [];
  met.add(written);
  return [{ texts: changed, steps: [...steps, step] }];
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.every((text, at) => text === other[at]);
}

function allSteps(sample: TextSample): readonly TextStep[] {
  return [...knownSteps, ...signSteps(sample), ...cutsIn(sample)];
}

/** What leaves nothing to do for itself in what arrived; decoders may. */
function mayBe(step: TextStep, arrived: readonly string[]): boolean {
  const decodes = step.do === 'percent' || step.do === 'plus' || step.do === 'entities';
  return decodes || arrived.every((text) => applyStep(text, step) === text);
}

/** Signs that did not arrive were taken away, or another came in their place; each alone, and all together. */
function signSteps({ sent, arrived }: TextSample): readonly TextStep[] {
  const gone = [...new Set(sent)].filter((sign) => /[^A-Za-z0-9]/.test(sign) && !arrived.includes(sign));
  const sets = gone.length > 1 ? [...gone, gone.join('')] : gone;
  const come = ['_', '-', '/', '.', ' '].filter((sign) => arrived.includes(sign));
  return sets.flatMap((signs): TextStep[] => [
    { do: 'drop', signs },
    ...come.map((by): TextStep => ({ do: 'swap', signs, by })),
  ]);
}

/** A long value that arrived shorter was cut there. */
function cutsIn({ sent, arrived }: TextSample): readonly TextStep[] {
  const [before, after] = [[...sent].length, [...arrived].length];
  return before > after && after >= cutMin ? [{ do: 'cut', at: after }] : [];
}

const cutMin = 8;
