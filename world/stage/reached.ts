/**
 * Says which stores a step reached, whoever owns what it found: a Query without a result reached `item`. A step that reached
 * none has tested nothing.
 */
import type { Store } from '../../model/finding.ts';
import type { ObjectRecord, WireRecord, ZoneAccess } from '../../model/records.ts';
import type { StepReport } from '../../model/target.ts';
import type { Seen, StepTask } from '../step/step.ts';
import type { HandedOut } from './handedAddresses.ts';
import { isNamedBySent } from './namedBySent.ts';

export interface ReachedThings extends Pick<Seen, 'used' | 'changes' | 'accesses' | 'records'> {
  readonly stored: readonly ObjectRecord[];
  readonly handed: readonly HandedOut[];
  /** What it only looked at. */
  readonly looked: readonly ZoneAccess[];
}

export function reachedStores(
  { operation, arguments: args }: StepTask,
  { hooks, spawned = [] }: StepReport,
  { used, changes, accesses, records, stored, handed, looked }: ReachedThings,
): ReadonlySet<Store> {
  const isSent = (path: string): boolean => isNamedBySent(path, operation, args);
  const stores: Readonly<Record<Store, boolean>> = {
    file:
      used.length > 0 ||
      changes.length > 0 ||
      accesses.some(({ resource }) => resource.store === 'file') ||
      hooks.some(({ action, path }) => action === 'read' && isSent(path)) ||
      looked.some(({ action, path }) => action === 'look' && isSent(path)) ||
      // What another process reads in the sandbox is not seen, and it is rarely started for nothing.
      spawned.length > 0,
    item: records.some(({ touches }) => touches.length > 0) || records.some(isSearch),
    object: stored.some(({ touches }) => touches.length > 0) || stored.some(isListing) || handed.length > 0,
  };
  return new Set((['file', 'item', 'object'] as const).filter((store) => stores[store]));
}

function isSearch({ operation, status }: WireRecord): boolean {
  return status < 400 && (operation === 'Query' || operation === 'Scan');
}

function isListing({ operation, status }: ObjectRecord): boolean {
  return status < 400 && operation.startsWith('ListObjects');
}
