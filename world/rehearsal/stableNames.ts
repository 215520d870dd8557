/**
 * Names of files made in harmless runs that are the same in every world, so that attacks may use them: `media/kq7w.txt` with a
 * word that was sent and a folder seen more than once. A file named at random is left out.
 */
import { existsSync } from 'node:fs';
import { systemPath } from '../../arena/filePath.ts';
import type { Cuts } from '../../model/cuts.ts';
import { limits } from '../../model/limits.ts';
import type { RehearsalStage } from '../stage/stage.ts';

/** A file that a harmless run made. */
export interface Created {
  readonly operation: string;
  readonly path: string;
}

/** Names that mean the same in every world: those that contain sent values, and those seen more than once. */
export function stableNames(
  created: readonly Created[],
  stage: Pick<RehearsalStage, 'registers'>,
  cuts: Cuts,
): readonly string[] {
  const counts = new Map<string, number>();
  for (const { path } of created)
    for (const part of path.split('/')) counts.set(part, (counts.get(part) ?? 0) + 1);
  const words = [...stage.registers.canaries.keys()];
  const isStable = (part: string): boolean =>
    (counts.get(part) ?? 0) > 1 || words.some((word) => part.includes(word));
  const names = new Map<string, string>();
  for (const { operation, path } of created.toReversed()) {
    const parts = path.split('/').slice(1);
    if (parts.every(isStable))
      for (const name of [parts.join('/'), ...parts]) if (!names.has(name)) names.set(name, operation);
  }
  const kept = new Set(
    [...new Set(names.values())].flatMap((operation) => {
      const own = [...names].filter(([, by]) => by === operation).map(([name]) => name);
      return cuts.first(own, limits.fileNamesMax, 'names of files are known to attacks', operation);
    }),
  );
  return [...names.keys()].filter((name) => kept.has(name));
}

export function existsOnDisk(path: string): boolean {
  return existsSync(systemPath(path));
}
