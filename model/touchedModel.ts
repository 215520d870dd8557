/**
 * What is noted of a harmless step while a project is rehearsed, to aim attacks: models of Django by their tables (`Note` with the
 * relation `owner`, column `owner_id`), keys of caches, headers that were looked up.
 */

export const modelFieldKinds = ['relation', 'flag', 'text', 'number', 'other'] as const;

export interface ModelField {
  readonly name: string;
  /** What a constructor takes for the key of a relation; the name for the rest. */
  readonly column: string;
  readonly kind: (typeof modelFieldKinds)[number];
  /** Of a relation, text fields to which it leads, through further ones too, unique ones first: `name`, `team__house__name`. */
  readonly texts: readonly string[];
  /** How many more of them there are; absent for none. */
  readonly left?: number;
}

export interface TouchedModel {
  /** `shop.Note`. */
  readonly label: string;
  /** Without the primary key. */
  readonly fields: readonly ModelField[];
}

/** Keys of caches as the backends store them, prefix and version included: `site:1:report:kq7w` of the cache `default`. */
export interface CachedKeys {
  /** Aliases and keys. */
  readonly keys: readonly (readonly [string, string])[];
  /** Their number with those that were left out. */
  readonly all: number;
}

/** Of a step in a rehearsal; all absent afterwards, and where there is nothing. */
export interface NotedInRehearsal {
  /** Models whose tables its SQL named. */
  readonly models?: readonly TouchedModel[];
  /** Keys of Django's caches that it named. */
  readonly cached?: CachedKeys;
  /** Headers that the project's own code looked up, sent or not, in lower case: `x-original-url`. */
  readonly headers?: readonly string[];
}
