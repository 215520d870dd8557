/**
 * Makes what a row of the table of probes has for one operation: whole attacks, the arguments of one request, steps in a row, or
 * arguments of each parameter by itself.
 */
import type { Argument, Attack, Step } from '../model/attack.ts';
import type { Knowledge } from '../model/knowledge.ts';
import type { Operation } from '../model/operation.ts';
import { type Aim, aimAt, attackable } from './base/aim.ts';
import { oneStep } from './steps/sequences.ts';

/** An operation to attack. */
export interface ProbeTask {
  readonly knowledge: Knowledge;
  readonly operation: Operation;
}

/** An attack of a kind, and the kind of the text that it sends where it is about one text. */
export interface Made {
  readonly attack: Attack;
  readonly text?: string;
}

export function madeOf(list: readonly Attack[]): readonly Made[] {
  return list.map((attack) => ({ attack }));
}

/** From attacks as a whole. */
export function attacks(make: (knowledge: Knowledge, operation: Operation) => readonly Attack[]) {
  return ({ knowledge, operation }: ProbeTask): readonly Made[] => madeOf(make(knowledge, operation));
}

/** From the arguments of one step. */
export function requests(make: (knowledge: Knowledge, operation: Operation) => readonly Step['arguments'][]) {
  return ({ knowledge, operation }: ProbeTask): readonly Made[] =>
    madeOf(make(knowledge, operation).map((args) => oneStep(knowledge, operation, args)));
}

/** From steps, one after the other. */
export function stepByStep(
  make: (knowledge: Knowledge, operation: Operation) => readonly (readonly Step[])[],
) {
  return ({ knowledge, operation }: ProbeTask): readonly Made[] =>
    madeOf(make(knowledge, operation).map((steps) => ({ layout: [], steps, race: null })));
}

/** Makes attacks on each parameter by itself. */
export function eachParameter(make: (aim: Aim) => readonly Argument[]) {
  return ({ knowledge, operation }: ProbeTask): readonly (readonly Made[])[] =>
    attackable(operation).map((parameter) =>
      madeOf(
        make(aimAt(knowledge, operation, parameter)).map((argument) =>
          oneStep(knowledge, operation, { [parameter.name]: argument }),
        ),
      ),
    );
}
