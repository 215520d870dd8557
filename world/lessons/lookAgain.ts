/**
 * Tests again whether an operation reaches files, with the kernel's watches on the sandbox: a C extension or a child process
 * makes no call that the hook sees. An accepted `convert` without any recorded access is performed once more, and counts as
 * tested if a watched file was touched.
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
