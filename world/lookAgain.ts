/**
 * Operations that Python's own calls show to reach nothing may reach files by other means: a C extension, another process.
 * Once the sandbox is watched, one more harmless step shows what the kernel saw of it.
 */
import type { RehearsedOperation } from '../model/finding.ts';
import { type CaseParts, harmlessAttack, nothing, performCase } from './caseRun.ts';
import { untestedNote } from './notes.ts';
import type { Rehearsed } from './rehearse.ts';

/** What rehearsal showed, and what that adds. Rejects where a step does not come back. */
export async function lookAgain(parts: CaseParts): Promise<Rehearsed> {
  const { rehearsed } = parts;
  const operations: RehearsedOperation[] = [];
  const settled = new Set<string>();
  for (const operation of rehearsed.operations) {
    const reaches = mayReach(operation, rehearsed) && (await reachesFiles(parts, operation.name));
    operations.push(reaches ? { ...operation, reached: ['file'], tested: true } : operation);
    if (reaches) settled.add(untestedNote(operation, undefined).text);
  }
  return { ...rehearsed, operations, notes: rehearsed.notes.filter(({ text }) => !settled.has(text)) };
}

function mayReach({ name, tested, answer }: RehearsedOperation, { untestable }: Rehearsed): boolean {
  return !tested && !untestable.includes(name) && /^(?:returned|[123]\d\d)/.test(answer);
}

async function reachesFiles(parts: CaseParts, operation: string): Promise<boolean> {
  const seen = await performCase(parts, harmlessAttack(parts, operation), nothing, null);
  return seen.some(({ tripwires }) => tripwires.some(({ directory }) => !directory));
}
