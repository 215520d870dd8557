/**
 * JSON values with a text in one of their places, marked as in `model/jsonText.ts`, and the example's harmless values in the
 * others: `{"to": "../x", "n": 1}`. The name of one more member is a place too.
 */
import type { Json } from '../../model/attack.ts';
import { eachText } from '../../model/eachText.ts';
import { isList, isObject } from '../../model/json.ts';
import { hasMark, textMark } from '../../model/jsonText.ts';
import { limits } from '../../model/limits.ts';
import type { Aim } from '../base/aim.ts';
import { firstTried } from '../base/firstTried.ts';
import { frameOfExample } from '../base/frame.ts';
import { withAttacker } from '../base/withAttacker.ts';

/** Only the text if there is no example; else in all places at once, after the items of each list, and in each place alone. */
export function jsonTexts(aim: Aim): readonly Json[] {
  const { example } = aim.parameter;
  if (example === undefined) return [textMark];
  const carriers = [
    eachText(example, () => textMark),
    ...longer(example),
    ...standingAlone(example, aim),
    ...withExtraName(example).slice(0, limits.jsonNamesMax),
  ];
  const harmless = carriers.map((json) =>
    eachText(json, (text) => (hasMark(text) ? text : filledByAttacker(text, aim))),
  );
  const distinct = new Map(harmless.map((json) => [JSON.stringify(json), json]));
  const what = 'places in JSON carry hostile texts';
  return firstTried(aim.knowledge, aim.operation, [...distinct.values()], limits.jsonCarriersMax, what);
}

/** After the items of a list of strings, so that a check that any, or the first, is valid passes. */
function longer(json: Json): Json[] {
  const here = isList(json) && json.length > 0 && json.every((item) => typeof item === 'string');
  return [...(here ? [[...json, textMark]] : []), ...variantsWithin(json, longer)];
}

/** In place of each string: bare, and with the text around the example's own word. */
function standingAlone(json: Json, aim: Aim): Json[] {
  if (typeof json !== 'string') return variantsWithin(json, (inner) => standingAlone(inner, aim));
  const frame = frameOfExample(json, aim);
  return [textMark, ...(frame === null ? [] : [frame[0] + textMark + frame[1]])];
}

/** As the name of one more member of each object, with the content of the first one. */
function withExtraName(json: Json): Json[] {
  if (typeof json !== 'object' || json === null) return [];
  const [first = null] = isList(json) ? [] : Object.values(json);
  const here = isObject(json) && first !== null ? [{ ...json, [textMark]: first }] : [];
  return [...variantsWithin(json, withExtraName), ...here];
}

/** The value with each variant of one of its parts in place of that part. */
function variantsWithin(json: Json, variants: (inner: Json) => readonly Json[]): Json[] {
  if (typeof json !== 'object' || json === null) return [];
  if (isList(json)) return json.flatMap((item, at) => variants(item).map((one) => json.with(at, one)));
  return Object.entries(json).flatMap(([member, value]) =>
    variants(value).map((one) => ({ ...json, [member]: one })),
  );
}

/** Placeholders of an example as the attacker would fill them in. The source's value is another one in every world. */
export function filledByAttacker(text: string, { knowledge, names }: Aim): string {
  return withAttacker(text, knowledge.actors).replaceAll(/\{(?:token|uuid|content)\}/g, names[0] ?? 'a');
}
