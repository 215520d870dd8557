/** The parts of dynalite that the engine process uses; the package ships no types. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  function dynalite(options?: Readonly<Record<string, unknown>>): Server;
  export default dynalite;
}

declare module 'dynalite/db/index.js' {
  export interface Table {
    readonly TableName: string;
    readonly KeySchema: readonly { readonly AttributeName: string }[];
    readonly GlobalSecondaryIndexes?: readonly unknown[];
    readonly LocalSecondaryIndexes?: readonly unknown[];
  }
  type Done = (error: Error | null | undefined, value?: unknown) => void;
  export interface ItemStore {
    put(key: string, item: unknown, done: Done): void;
    get(key: string, done: Done): void;
    del(key: string, done: Done): void;
  }
  export interface Store {
    getItemDb(table: string): ItemStore;
    getTable(name: string, done: (error: Error | null | undefined, table?: Table) => void): void;
  }
  interface Database {
    create(options: Readonly<Record<string, unknown>>): Store;
    createKey(item: object, table: Table): string;
    /** The error of a key that does not fit the table, if any. */
    validateKey(key: object, table: Table): Error | null | undefined;
    updateIndexes(store: Store, table: Table, before: unknown, after: unknown, done: Done): void;
  }
  const database: Database;
  export default database;
}

declare module 'dynalite/db/conditionParser.js' {
  export interface ParsedCondition {
    readonly expression: { readonly type: string; readonly args: unknown[] };
    readonly nestedPaths: Record<string, unknown>;
    readonly pathHeads: Record<string, unknown>;
  }
  interface Parser {
    /** The parsed condition, or an error message. */
    parse(expression: string, options: Readonly<Record<string, unknown>>): ParsedCondition | string;
  }
  const parser: Parser;
  export default parser;
}

declare module 'dynalite/validations/index.js' {
  interface Validations {
    /** Normalises the number in `value` to its stored form; returns an error message if it is none. */
    validateAttributeValue(value: object): string | undefined;
  }
  const validations: Validations;
  export default validations;
}
