/**
 * Learns which operations still work where the temporary folder is a file system of its own. There a move out of it becomes a
 * copy, and a copy follows links that a rename would replace: an `upload` whose harmless run is accepted when `rename` answers
 * EXDEV is attacked that way too.
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
