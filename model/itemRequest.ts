/** DynamoDB requests of a step as their form is judged: the words of one, beside those of harmless runs at the same line. */
import type { Location } from './records.ts';

/** A word of a request's shape; bound values are none. `sign` is from the expression language, `name` is an attribute. */
export interface RequestWord {
  readonly kind: 'table' | 'index' | 'parameter' | 'name' | 'operator' | 'sign';
  readonly text: string;
}

/** The requests of harmless runs at one place of the target in one operation. Unguessable words in them read `{}`. */
export interface LearntRequests {
  /** `shapeOf` each of these requests. */
  readonly shapes: ReadonlySet<string>;
  /** Each word of them, `kind text`. */
  readonly words: ReadonlySet<string>;
  /** Whether a key range in them covered items of several actors. */
  readonly coversForeign: boolean;
}

/** One DynamoDB request of a step, with what is needed to judge its form. */
export interface ItemRequest {
  readonly step: number;
  readonly operation: string;
  readonly actor: string;
  readonly location: Location | null;
  /** `Query`. */
  readonly api: string;
  readonly words: readonly RequestWord[];
  /** Null if no harmless run reached this place. */
  readonly learnt: LearntRequests | null;
  /** Every string that the attack chose, in this step and earlier ones. */
  readonly unsafeChosen: readonly string[];
  /** Text of the attack that ends a literal of the statement that contains it; null if none does. */
  readonly endedBy: string | null;
  /** Names of attributes, tables and indexes in harmless requests and in the items of rehearsal. */
  readonly knownNames: ReadonlySet<string>;
  /** Owners of the items in the key range of a Query, returned or not; shared ones left out. */
  readonly covers: readonly string[];
  /** Whether every key is requested by its exact value. */
  readonly exact: boolean;
  readonly table: string | null;
  /** Attributes by which it finds items: with other values, it would not find them. */
  readonly foundBy: readonly string[];
  /** Owners of the items that a filtered search returned; null without a filter. */
  readonly filteredTo: readonly string[] | null;
}
