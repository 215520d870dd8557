/** Models of Django that a harmless step touched, by their tables: `Note` with the relation `owner`, column `owner_id`. */

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
