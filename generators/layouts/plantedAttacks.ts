/** Attacks with one of the layouts that are tried first: `own/l -> ../b` with `read` of `l`, and with a harmless `read`. */
import type { Attack } from '../../model/attack.ts';
import type { Knowledge } from '../../model/knowledge.ts';
import type { Operation, Parameter } from '../../model/operation.ts';
import { aimAt, reachesNoFile, unnamedParameter } from '../base/aim.ts';
import { plainArgument } from '../steps/arguments.ts';
import { oneStep } from '../steps/sequences.ts';
import { layoutProbes, unnamedLayoutProbes } from './layoutProbes.ts';

/** Links that the parameter names. */
export function plantedAttacks(knowledge: Knowledge, operation: Operation, parameter: Parameter): Attack[] {
  if (parameter.kind !== 'text' && parameter.kind !== 'file') return [];
  if (reachesNoFile(knowledge.stores, operation)) return [];
  const aim = aimAt(knowledge, operation, parameter);
  return layoutProbes(aim).map(({ layout, text }) => ({
    ...oneStep(knowledge, operation, { [parameter.name]: plainArgument(aim, text) }),
    layout,
  }));
}

/** Links that nothing names. */
export function unnamedAttacks(knowledge: Knowledge, operation: Operation): Attack[] {
  return unnamedLayoutProbes(aimAt(knowledge, operation, unnamedParameter)).map((layout) => ({
    ...oneStep(knowledge, operation, {}),
    layout,
  }));
}
