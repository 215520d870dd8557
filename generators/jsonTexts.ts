/** JSON values that carry a text in one of their places, the others as harmless as the example has them. */
import type { Json } from '../model/attack.ts';
import { eachText } from '../model/eachText.ts';
import { isList } from '../model/json.ts';
import type { Aim } from './aim.ts';

/** Values that one text is carried by. */
const carriersMax = 6;

/** The word alone where there is no example, else in all places at once, behind the items of each list, in each place alone. */
export function jsonTexts(aim: Aim, word: string): readonly Json[] {
  const { example } = aim.parameter;
  if (example === undefined) return [word];
  const harmless = eachText(example, (text) => filled(text, aim));
  const distinct = new Map(
    [eachText(example, () => word), ...longer(harmless, word), ...alone(harmless, word)].map((json) => [
      JSON.stringify(json),
      json,
    ]),
  );
  return [...distinct.values()].slice(0, carriersMax);
}

/** The word behind what a list of strings holds, so that a check of any of them, or of the first alone, passes. */
function longer(json: Json, word: string): Json[] {
  const here = isList(json) && json.length > 0 && json.every((item) => typeof item === 'string');
  return [...(here ? [[...json, word]] : []), ...within(json, (inner) => longer(inner, word))];
}

function alone(json: Json, word: string): Json[] {
  return typeof json === 'string' ? [word] : within(json, (inner) => alone(inner, word));
}

/** The value with each of what `variants` makes of one of its parts in that part's place. */
function within(json: Json, variants: (inner: Json) => readonly Json[]): Json[] {
  if (typeof json !== 'object' || json === null) return [];
  if (isList(json)) return json.flatMap((item, at) => variants(item).map((one) => json.with(at, one)));
  return Object.entries(json).flatMap(([member, value]) =>
    variants(value).map((one) => ({ ...json, [member]: one })),
  );
}

/** Placeholders of an example as the attacker would fill them in. */
function filled(text: string, { knowledge, own, names }: Aim): string {
  return text
    .replaceAll('{actor}', knowledge.attacker)
    .replaceAll('{from}', own[0]?.value ?? names[0] ?? 'a')
    .replaceAll(/\{(?:token|uuid|content)\}/g, names[0] ?? 'a');
}
