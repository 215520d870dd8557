/**
 * Saves the findings of a run as they are reported, and reports an obstacle once: a folder without write permission is one
 * mistake, however many findings there are.
 */
import { messageOf, UsageError } from '../model/errors.ts';
import type { Finding, RunError } from '../model/finding.ts';
import type { FoundWith } from './entry.ts';
import type { Corpus } from './store.ts';

export interface Keeping {
  readonly keep: (finding: Finding) => void;
  /** Resolves when every finding has been saved, or could not be. */
  readonly done: () => Promise<void>;
  /** Whether a finding could not be saved. */
  readonly failed: () => boolean;
}

/** Saves findings one after the other, so that the last report of a finding is the one in the file. */
export function keepFindings(corpus: Corpus, foundWith: FoundWith, tell: (error: RunError) => void): Keeping {
  const told = new Set<string>();
  let queue: Promise<void> = Promise.resolve();
  const refuse = (thrown: unknown): void => {
    const why = messageOf(thrown);
    const message = thrown instanceof UsageError ? `a finding could not be kept: ${why}` : why;
    if (told.has(message)) return;
    told.add(message);
    tell({ kind: 'corpus', message, operation: null, attack: null });
  };
  return {
    keep: (finding) => {
      queue = queue.then(async () => void (await corpus.save(finding, foundWith))).catch(refuse);
    },
    done: () => queue,
    failed: () => told.size > 0,
  };
}
