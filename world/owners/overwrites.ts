/**
 * Files that harmless runs of several actors overwrite, whatever they send: `~/.maker/last.json`, in which a library stores its
 * last arguments. An operation counts as writing one whatever it is sent if everything that two actors chose differs.
 */
import type { FileChange } from '../../model/change.ts';

export interface Overwrites {
  /** Notes what a harmless step wrote. */
  readonly learn: (step: OverwritingStep) => void;
  /** Whether harmless runs of the operation by both actors overwrite the file, whatever they send. */
  readonly areBy: (path: string, operation: string, one: string, other: string) => boolean;
}

export interface OverwritingStep {
  readonly actor: string;
  readonly operation: string;
  readonly changes: readonly FileChange[];
  /** The texts of the request that an attacker would choose, in order. */
  readonly chosen: readonly string[];
}

/** Knows of nothing yet. */
export function learnOverwrites(): Overwrites {
  /** By path and operation, what each actor chose when it last wrote. */
  const writes = new Map<string, Map<string, readonly string[]>>();
  const identity = (path: string, operation: string): string => `${operation}\0${path}`;
  return {
    learn: ({ actor, operation, changes, chosen }) => {
      for (const { path, what, directory } of changes) {
        if (directory || what === 'metadata' || what === 'deleted') continue;
        const written = identity(path, operation);
        writes.set(written, (writes.get(written) ?? new Map()).set(actor, chosen));
      }
    },
    areBy: (path, operation, one, other) => {
      const actors = writes.get(identity(path, operation));
      const [mine, theirs] = [actors?.get(one), actors?.get(other)];
      return mine !== undefined && theirs !== undefined && differ(mine, theirs);
    },
  };
}

/** Whether the two have nothing in common: a common value may be what the path is made of. */
function differ(mine: readonly string[], theirs: readonly string[]): boolean {
  return mine.length === theirs.length && mine.every((text, index) => text !== theirs[index]);
}
