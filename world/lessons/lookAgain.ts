/**
 * Operations that Python's own calls show to reach nothing may reach files by other means: a C extension, another process.
 * Once the sandbox is watched, one more harmless step shows what the kernel saw of it.
 */
import type { LedgerNote, RehearsedOperation } from '../../model/finding.ts';
import type { CaseParts } from '../case/caseParts.ts';
import { harmlessAttack, nothingBefore, performCase } from '../case/performCase.ts';
import type { Rehearsed } from '../rehearsal/rehearse.ts';

/** What rehearsal showed, and what that adds. Rejects where a step does not come back. */
export async function lookAgain(parts: CaseParts): Promise<Rehearsed> {
  const { rehearsed } = parts;
  const operations: RehearsedOperation[] = [];
  const settled = new Set<string>();
  for (const operation of rehearsed.operations) {
    const reaches = mayReach(operation, rehearsed) && (await reachesFiles(parts, operation.name));
    operations.push(reaches ? { ...operation, reached: ['file'], tested: true } : operation);
    if (reaches) settled.add(operation.name);
  }
  const isSettled = ({ kind, operation = '' }: LedgerNote): boolean =>
    kind === 'not-tested' && settled.has(operation);
  return { ...rehearsed, operations, notes: rehearsed.notes.filter((note) => !isSettled(note)) };
}

function mayReach({ name, tested, outcome }: RehearsedOperation, { untestable }: Rehearsed): boolean {
  return !tested && !untestable.includes(name) && outcome === 'accepted';
}

async function reachesFiles(parts: CaseParts, operation: string): Promise<boolean> {
  const seen = await performCase(parts, harmlessAttack(parts, operation), nothingBefore, null);
  return seen.some(({ tripwires }) => tripwires.some(({ directory }) => !directory));
}
