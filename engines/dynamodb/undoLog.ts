/**
 * The undo log: the first pre-image of every written item, table and set of tags. Undo costs what was touched, except that a
 * changed table is created again.
 */

import { itemIdentity } from '../../model/itemIdentity.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Backend } from './backend.ts';
import { nameOfTable, type PendingWrite } from './decode.ts';
import { restoreTable, restoreTags, type TableSnapshot } from './tables.ts';

export interface UndoLog {
  readonly noteItems: (writes: readonly PendingWrite[]) => void;
  /** Records the state of a table before it was created, changed or deleted; null if it did not exist. */
  readonly noteTable: (table: string, was: TableSnapshot | null) => void;
  readonly noteTags: (arn: string, were: readonly JsonObject[]) => void;
  readonly clear: () => void;
  /** Restores everything and empties the log. */
  readonly undo: () => Promise<void>;
}

/** An empty log over an engine. */
export function openUndoLog(backend: Backend): UndoLog {
  const items = new Map<string, PendingWrite>();
  /** Tables to create again, with their items and tags then: later changes to those need no record. */
  const tables = new Map<string, TableSnapshot | null>();
  const tags = new Map<string, readonly JsonObject[]>();
  const clear = (): void => {
    items.clear();
    tables.clear();
    tags.clear();
  };
  return {
    noteItems: (writes) => {
      for (const write of writes) {
        const identity = itemIdentity(write.table, write.key);
        if (!items.has(identity) && !tables.has(write.table)) items.set(identity, write);
      }
    },
    noteTable: (table, was) => {
      if (!tables.has(table)) tables.set(table, was);
    },
    noteTags: (arn, were) => {
      if (!tags.has(arn) && !tables.has(nameOfTable(arn))) tags.set(arn, were);
    },
    clear,
    undo: async () => {
      for (const [table, was] of tables) await restoreTable(backend, table, was);
      for (const { table, key, before } of items.values())
        if (tables.get(table) !== null) await backend.restore(table, key, before);
      for (const [arn, were] of tags) await restoreTags(backend, arn, were);
      clear();
    },
  };
}
