/**
 * Where the temporary folder is a file system of its own, as it is on many machines, what is moved out of it is copied
 * instead, and a copy follows links that a rename would replace. Which operations can do with that is learnt.
 */

import { isRefusal } from '../../model/outcome.ts';
import type { CaseParts } from '../case/caseParts.ts';
import { harmlessAttack, nothingBefore, performCase } from '../case/performCase.ts';

/** The operations that move names across and whose harmless run goes as well where none can be. */
export async function learnApart(parts: CaseParts): Promise<readonly string[]> {
  const { rehearsed, config } = parts;
  const learnt: string[] = [];
  for (const { name } of config.operations.filter((one) => rehearsed.crossing.includes(one.name))) {
    if (!(await isAccepted(parts, name))) continue;
    if (await isAccepted({ ...parts, apart: new Set([name]) }, name)) learnt.push(name);
  }
  return learnt;
}

async function isAccepted(parts: CaseParts, operation: string): Promise<boolean> {
  const seen = await performCase(parts, harmlessAttack(parts, operation), nothingBefore, null);
  return seen.every(({ response }) => !isRefusal(response));
}
