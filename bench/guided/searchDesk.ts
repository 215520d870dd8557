/** One search of operations of the desk, without shrinking and confirming: at which case a flaw is first seen. */
import type { World } from '../../model/world.ts';
import { openBench } from '../../search/observe.ts';
import type { EngineParts, SearchOptions } from '../../search/options.ts';
import { openQueue } from '../../search/queue.ts';

export interface DeskSearch {
  readonly seed: number;
  readonly cases: number;
  readonly guided: boolean;
  /** The last one is that of which a flaw is looked for. */
  readonly operations: readonly string[];
}

/** The case that first violated a property, counted from 1; null for none. */
export async function searchDesk(
  parts: EngineParts,
  world: World,
  { seed, cases, guided, operations }: DeskSearch,
): Promise<number | null> {
  const options: SearchOptions = {
    ...{ seed, runs: cases, timeMs: null, workers: 1, operations, corpus: [] },
    ...{ signal: new AbortController().signal, guided },
  };
  const queue = openQueue(parts, options, world.knowledge, {
    isSlow: () => false,
    isGone: () => false,
    searchedMs: () => 0,
  });
  const bench = openBench(parts, world, { onLoss: () => undefined });
  for (let count = 1; ; count += 1) {
    const tried = queue.next();
    if (tried === null) return null;
    const outcome = await bench.run(tried.attack, false);
    if (outcome === null) continue;
    queue.learn(tried, outcome.observation);
    const isFound = outcome.judged.some(
      ({ property, violation }) => property.severity !== 'info' && violation.operation === operations.at(-1),
    );
    if (isFound) return count;
  }
}
