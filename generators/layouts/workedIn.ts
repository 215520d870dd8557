/**
 * Whether an operation works where an attacker can plant links, as its harmless run shows: `open` of `own/a.txt`, or a listing
 * of `own`. It finds attacks early and leaves none out.
 */
import type { Knowledge, LearntAccess } from '../../model/knowledge.ts';
import type { Operation } from '../../model/operation.ts';
import { reachesNoFile } from '../base/aim.ts';

interface Worked {
  readonly knowledge: Knowledge;
  readonly operation: Operation;
}

/** Without the power to race no lookups are learnt; then each operation that reaches a file may. */
export function worksInOwnFolder({ knowledge, operation }: Worked): boolean {
  const lookups = ownLookups(knowledge, operation);
  if (lookups === null) return !reachesNoFile(knowledge.stores, operation);
  return lookups.some(({ zone }) => zone === 'own') || worksUnseen(knowledge, operation);
}

/** Whether it looks for what there is in a folder, so that a link there need not be named. */
export function listsOwnFolder({ knowledge, operation }: Worked): boolean {
  const lookups = ownLookups(knowledge, operation);
  if (lookups === null) return !reachesNoFile(knowledge.stores, operation);
  const isListing = ({ zone, action }: LearntAccess): boolean => zone === 'own' && action === 'list';
  return lookups.some(isListing) || worksUnseen(knowledge, operation);
}

/** Whether it reaches only items or objects, and looks up nothing where links can be planted. */
export function comesNearNoFile({ knowledge, operation }: Worked): boolean {
  if (!reachesNoFile(knowledge.stores, operation)) return false;
  return (ownLookups(knowledge, operation) ?? []).length === 0 && !worksUnseen(knowledge, operation);
}

function ownLookups({ races }: Knowledge, { name }: Operation): readonly LearntAccess[] | null {
  return races.accesses[name] ?? null;
}

function worksUnseen({ races }: Knowledge, { name }: Operation): boolean {
  return (races.unhooked[name] ?? []).length > 0;
}
