/** What an inspection of the disk found changed, in the words that observers need. */
export interface FileChange {
  /** Absolute path. */
  readonly path: string;
  readonly what: 'created' | 'content' | 'metadata' | 'deleted' | 'replaced';
  readonly directory: boolean;
  /** For a new or changed link: the absolute, resolved path it leads to; null for the rest. */
  readonly leadsTo: string | null;
  /** It was written, or another took its place, with just what it held before: nothing, or words that somebody sent. */
  readonly same?: true;
}
