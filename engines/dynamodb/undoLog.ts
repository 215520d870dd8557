/**
 * The undo log: the first pre-image of everything written, be it an item, a table or its tags. What it costs is
 * what was touched, but for a table that was changed as a whole, which is made again.
 */

import { itemIdentity } from '../../model/itemIdentity.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Backend } from './backend.ts';
import { nameOfTable, type PendingWrite } from './decode.ts';
import { restoreTable, restoreTags, type TableSnapshot } from './tables.ts';

export interface UndoLog {
  readonly noteItems: (writes: readonly PendingWrite[]) => void;
  /** Says what a table was before it was created, changed or deleted; null where there was none. */
  readonly noteTable: (table: string, was: TableSnapshot | null) => void;
  readonly noteTags: (arn: string, were: readonly JsonObject[]) => void;
  readonly clear: () => void;
  /** Puts everything back and empties the log. */
  readonly undo: () => Promise<void>;
}

/** An empty log over an engine. */
export function openUndoLog(backend: Backend): UndoLog {
  const items = new Map<string, PendingWrite>();
  /** Tables to make again, with the items and tags that they had then: later changes to those need no note. */
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
