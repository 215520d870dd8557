/**
 * Looks at the sandbox after steps: where something was reported, and now and then as a whole. What only a whole look shows was
 * changed without a report, by a step that nobody knows: it is attributed to none, and from then on each look is a whole one.
 */
import type { TreeChange } from '../../arena/tree.ts';
import { limits } from '../../model/limits.ts';
import { isChanging, isWrite } from './diskChanges.ts';
import { type DiskReport, placesToLook } from './placesToLook.ts';
import { compare, compareAt, type Watched } from './watched.ts';

export interface SandboxLook {
  /** What a step has changed. */
  readonly after: (report: DiskReport, planted: ReadonlySet<string>) => TreeChange[];
  /** Looks at everything, for changes that nothing reported. */
  readonly findUntold: () => void;
}

export interface LookOptions {
  /** Whether the kernel reports what changes; else each look is a whole one. */
  readonly tripwires: boolean;
  readonly onUntold?: (path: string) => void;
}

export function lookAtSandbox(
  sandboxes: readonly Watched[],
  { tripwires, onUntold }: LookOptions,
): SandboxLook {
  let isTold = tripwires;
  let looks = 0;
  const findUntold = (): void => {
    if (!isTold) return;
    const untold = sandboxes.flatMap((sandbox) => compare(sandbox, new Set()));
    for (const { path } of untold) onUntold?.(path);
    isTold = untold.length === 0;
  };
  return {
    after: (report, planted) => {
      const places = isTold ? placesToLook(report) : null;
      if (places === null) return sandboxes.flatMap((sandbox) => compare(sandbox, suspectsOf(report)));
      const all = new Set([...places, ...planted]);
      const changes = sandboxes.flatMap((sandbox) => compareAt(sandbox, all));
      looks += 1;
      if (looks % limits.looksPerWholeLook === 0) findUntold();
      return changes;
    },
    findUntold,
  };
}

/** Paths that may hold other content although size and times are the same. */
function suspectsOf({ hooks, tripwires }: DiskReport): ReadonlySet<string> {
  return new Set([
    ...hooks.filter(isWrite).map(({ path }) => path),
    ...tripwires.filter(({ kinds }) => kinds.some(isChanging)).map(({ path }) => path),
  ]);
}
