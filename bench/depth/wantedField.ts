/** The fields of an operation as a feature wants them, and where they may stand in a request. */

export type Place = 'path' | 'query' | 'json' | 'form' | 'header' | 'multipart';

/** A field as a feature wants it. */
export interface WantedField {
  /** Its name in the request, and in Python. */
  readonly name: string;
  /** Its parameter in the config: `text()`. */
  readonly value: string;
  /** Where it may stand; anywhere where this is absent. */
  readonly at?: readonly Place[];
  /** May hold slashes: a path takes it by `<path:…>`. */
  readonly slashes?: true;
  /** Taken as it is, absent or not a text as well. */
  readonly raw?: true;
  /** A file: all that the body holds goes as multipart then. */
  readonly file?: true;
}
