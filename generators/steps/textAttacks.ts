/**
 * Sends the texts that are tried first, each for one parameter, or for all places of a request with its name: `../x` as `id` in
 * the path and in the body.
 */
import type { Argument, Attack } from '../../model/attack.ts';
import type { Knowledge } from '../../model/knowledge.ts';
import type { Operation, Parameter } from '../../model/operation.ts';
import { type Aim, aimAt, reachesNoFile } from '../base/aim.ts';
import { jsonTexts } from '../texts/jsonTexts.ts';
import { keyProbes, pathProbes, type TextProbe } from '../texts/textProbes.ts';
import { alikeWith, sentAlike } from './alike.ts';
import { plainArgument } from './arguments.ts';
import { oneStep } from './sequences.ts';

/** An attack that sends a text, with the kind of the text. */
export interface TextAttack {
  readonly attack: Attack;
  readonly text: string;
}

/** Each text for one parameter, all others harmless. */
export function textAttacks(knowledge: Knowledge, operation: Operation, parameter: Parameter): TextAttack[] {
  const aim = aimAt(knowledge, operation, parameter);
  const texts = reachesNoFile(knowledge.stores, operation) ? keyProbes(aim) : pathProbes(aim);
  return carriedTexts(aim, texts).map(({ argument, text }) => ({
    attack: oneStep(knowledge, operation, { [parameter.name]: argument }),
    text,
  }));
}

/** The same text in all places of a request with one name, for targets that compare path and body. */
export function alikeAttacks(knowledge: Knowledge, operation: Operation, parameter: Parameter): TextAttack[] {
  const others = alikeWith(operation, parameter);
  if (others.length === 0) return [];
  return textAttacks(knowledge, operation, parameter).map(({ attack, text }) => {
    const steps = attack.steps.map((step) => ({
      ...step,
      arguments: sentAlike(step.arguments, parameter, others),
    }));
    return { attack: { ...attack, steps }, text };
  });
}

interface Carried {
  readonly argument: Argument;
  readonly text: string;
}

/** Each text by each value that may carry it: first all texts, by one value or another, and so on until each has had all. */
function carriedTexts(aim: Aim, texts: readonly TextProbe[]): readonly Carried[] {
  if (aim.parameter.kind !== 'json')
    return texts.map(({ kind, text }) => ({ argument: plainArgument(aim, text), text: kind }));
  const carriers = jsonTexts(aim);
  return carriers.flatMap((_, round) =>
    texts.flatMap(({ kind, text }, index): Carried[] => {
      const json = carriers[(index + round) % carriers.length];
      return json === undefined ? [] : [{ argument: { json, within: text }, text: kind }];
    }),
  );
}
