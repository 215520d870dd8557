/** A change that an inspection of the disk found, as observers need it. */
export interface FileChange {
  /** Absolute path. */
  readonly path: string;
  readonly what: 'created' | 'content' | 'metadata' | 'deleted' | 'replaced';
  readonly directory: boolean;
  /** For a new or changed link: the absolute, resolved path to which it leads; null for the rest. */
  readonly leadsTo: string | null;
  /** What a new or changed file holds, and what it held before; absent where there is none. */
  readonly content?: Uint8Array;
  readonly contentBefore?: Uint8Array;
  /** The new content equals the old, and is empty or consists of sent words. */
  readonly same?: true;
}
